package io.seqsvr.cli.message;

import io.seqsvr.cli.client.TimeoutOption;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which device looks, and what at; picocli fills it in. */
final class DeviceOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      required = true,
      description = "Who looks: 1 to 128 bytes of UTF-8.")
  private String user = "";

  @Option(
      names = {"-d", "--device"},
      paramLabel = "DEVICE",
      description =
          "1 to 64 bytes of UTF-8. A connection ends an earlier one of the same user and device,"
              + " so two terminals need two names. Default: ${COMMAND-NAME}")
  private @Nullable String device;

  @Option(names = "--new", description = "Show only what comes from now on.")
  private boolean onlyNew;

  @Mixin private MessageServerOptions server = new MessageServerOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "Time for the first connection; more than 0, at most 3600. A connection that is lost later"
              + " is tried again for ever. Default: ${DEFAULT-VALUE}")
  private double timeoutSeconds = 10;

  DeviceView view(@Nullable String conversation, OptionalLong fromSeq) {
    return new DeviceView(
        Ids.user(user),
        Ids.device(device == null ? spec.name() : device),
        conversation == null ? null : Ids.conversation(conversation),
        fromSeq,
        onlyNew);
  }

  boolean onlyNew() {
    return onlyNew;
  }

  MessageServerOptions server() {
    return server;
  }

  Duration connectTimeout() {
    return TimeoutOption.duration(spec, timeoutSeconds);
  }
}
