package io.seqsvr.cli.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which store is called, and how; picocli fills it in. */
public final class StoreOptions {
  private static final String DEFAULT_SERVER = "127.0.0.1:7101";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      defaultValue = DEFAULT_SERVER,
      description = "A store. Default: ${DEFAULT-VALUE}")
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

  /** Options as if this store had been named on the command line, in plaintext. */
  public static StoreOptions of(String server) {
    StoreOptions options = new StoreOptions();
    options.server = server;
    return options;
  }

  /** The store, {@code host:port}. */
  public String server() {
    return server;
  }

  /** PEM file with the certificates that servers are trusted by; null for plaintext. */
  public @Nullable Path trust() {
    return trust;
  }

  /** Whether calls without encryption to other machines are allowed. */
  public boolean isPlaintextAllowed() {
    return plaintext;
  }

  /** These options cannot be used. */
  public ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
