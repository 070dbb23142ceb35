package io.seqsvr.cli.client;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqClientBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which service is called, and how; picocli fills it in. */
public final class ServerOptions {
  private static final String DEFAULT_SERVER = "127.0.0.1:7201";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "A node of the alloc tier; several with commas. The client finds the others by itself."
              + " Default: "
              + DEFAULT_SERVER)
  private List<String> servers = new ArrayList<>();

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Encrypt; PEM file with the certificates that servers are trusted by.")
  private @Nullable Path trust;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "PEM file with this client's certificate chain; with --tls-key and --tls-ca.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "PEM file with the private key of --tls-cert.")
  private @Nullable Path privateKey;

  @Option(
      names = "--plaintext",
      description = "Allow calls without encryption to other machines than this one.")
  private boolean plaintext;

  /** Options as if these servers had been named on the command line, in plaintext. */
  public static ServerOptions of(List<String> servers) {
    ServerOptions options = new ServerOptions();
    options.servers.addAll(servers);
    return options;
  }

  /** Whether a server was named on the command line. */
  public boolean isServerNamed() {
    return !servers.isEmpty();
  }

  /** PEM file with the certificates that servers are trusted by; null for plaintext. */
  public @Nullable Path trust() {
    return trust;
  }

  /** Whether calls without encryption to other machines are allowed. */
  public boolean isPlaintextAllowed() {
    return plaintext;
  }

  /** The servers, for messages. */
  public String serverNames() {
    return isServerNamed() ? String.join(",", servers) : DEFAULT_SERVER;
  }

  /**
   * Makes a client with these options.
   *
   * @param timeout for a whole call, retries included
   */
  public SeqClient open(Duration timeout) throws CommandFailedException {
    if ((certificate == null) != (privateKey == null)) {
      throw wrong("--tls-cert and --tls-key go together");
    }
    if (certificate != null && trust == null) {
      throw wrong("--tls-cert needs --tls-ca");
    }
    try {
      return builder(timeout).build();
    } catch (UncheckedIOException e) {
      throw new CommandFailedException(ErrorLines.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw wrong(remoteWithoutTls() ? remotePlaintext() : String.valueOf(e.getMessage()));
    }
  }

  private SeqClientBuilder builder(Duration timeout) {
    List<String> addresses = isServerNamed() ? servers : List.of(DEFAULT_SERVER);
    SeqClientBuilder builder = SeqClient.builder(addresses.toArray(new String[0])).timeout(timeout);
    if (trust != null && certificate != null && privateKey != null) {
      builder.tls(trust, certificate, privateKey);
    } else if (trust != null) {
      builder.tls(trust);
    }
    return plaintext ? builder.allowPlaintext() : builder;
  }

  /** Whether the same options would do if plaintext were allowed: the one refusal to explain. */
  private boolean remoteWithoutTls() {
    if (plaintext || trust != null) {
      return false;
    }
    List<String> addresses = isServerNamed() ? servers : List.of(DEFAULT_SERVER);
    try {
      var unused = SeqClient.builder(addresses.toArray(new String[0]));
      return true;
    } catch (IllegalArgumentException wrongAddress) {
      return false;
    }
  }

  private String remotePlaintext() {
    return serverNames()
        + " is not on this machine: encrypt with --tls-ca, or allow --plaintext in a trusted network";
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
