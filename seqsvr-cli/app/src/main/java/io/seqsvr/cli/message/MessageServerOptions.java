package io.seqsvr.cli.message;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which message service is called, and how; picocli fills it in. */
public final class MessageServerOptions {
  private static final String DEFAULT_SERVER = "127.0.0.1:7301";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      defaultValue = DEFAULT_SERVER,
      description = "The message service. Default: ${DEFAULT-VALUE}")
  private String server = DEFAULT_SERVER;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Encrypt; PEM file with the certificates that servers are trusted by.")
  private @Nullable Path trust;

  @Option(
      names = "--plaintext",
      description = "Allow calls without encryption to other machines than this one.")
  private boolean plaintext;

  String server() {
    return server;
  }

  @Nullable Path trust() {
    return trust;
  }

  boolean isPlaintextAllowed() {
    return plaintext;
  }

  /** These options cannot be used. */
  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
