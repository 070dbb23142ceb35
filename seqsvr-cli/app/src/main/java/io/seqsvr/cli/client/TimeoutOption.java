package io.seqsvr.cli.client;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long a call may take; picocli fills it in. */
public final class TimeoutOption {
  private static final double MAX_SECONDS = 3600;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "Time for a whole call, retries included; more than 0, at most 3600."
              + " Default: ${DEFAULT-VALUE}")
  private double seconds = 5;

  /** The time; above 0. */
  public Duration value() {
    return duration(spec, seconds);
  }

  /** The value of a {@code --timeout} option, in seconds. */
  public static Duration duration(CommandSpec spec, double seconds) {
    long nanos = (long) (seconds * 1e9);
    if (nanos <= 0 || seconds > MAX_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--timeout must be more than 0, at most 3600: " + seconds);
    }
    return Duration.ofNanos(nanos);
  }
}
