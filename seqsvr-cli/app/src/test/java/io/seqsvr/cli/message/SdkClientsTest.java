package io.seqsvr.cli.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.embedded.Ports;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Hunts options that the SDK does not take and that end in a stack trace or in silence. */
@Timeout(30)
final class SdkClientsTest {
  private final CommandRun run = new CommandRun();

  @ParameterizedTest
  @CsvSource({
    "--server nowhere, host:port",
    "--server 10.0.0.1:7301, --tls-ca",
    "--timeout 0.0001, timeout must be"
  })
  void optionsThatCannotWorkAreWrongUsage(String options, String hint) {
    assertThat(send(options.split(" "))).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().startsWith("error: ").contains(hint);
  }

  @ParameterizedTest
  @CsvSource({"--server nowhere, host:port", "--server 10.0.0.1:7301, --tls-ca"})
  void soTheyAreForADevice(String options, String hint) {
    assertThat(listen(options.split(" "))).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().startsWith("error: ").contains(hint);
  }

  @Test
  void unreadableCertificateIsAFailure(@TempDir Path directory) {
    String missing = directory.resolve("none.pem").toString();

    assertThat(send("--tls-ca", missing)).isEqualTo(1);
    assertThat(listen("--tls-ca", missing)).isEqualTo(1);
    assertThat(run.err())
        .hasSize(2)
        .allMatch(line -> line.startsWith("error: ") && line.contains("none.pem"));
  }

  @Test
  void nobodyThereIsAFailureInTime() {
    String address = "127.0.0.1:" + Ports.free();

    assertThat(send("--server", address, "--timeout", "0.3")).isEqualTo(1);
    assertThat(listen("--server", address, "--timeout", "0.3")).isEqualTo(1);
    assertThat(run.err()).hasSize(2).allMatch(line -> line.startsWith("error: "));
    assertThat(run.err()).first().asString().contains("send it again with --id ");
    assertThat(run.err()).last().isEqualTo("error: no connection to " + address + " in 0.3 s");
  }

  private int send(String... options) {
    CommandLine command = new CommandLine(new SendCommand(new SdkClients(), run.console));
    return run.execute(command, with(options, "c1", "--from", "u1", "x"));
  }

  private int listen(String... options) {
    CommandLine command = new CommandLine(new ListenCommand(new SdkClients(), run.console));
    return run.execute(command, with(options, "--user", "u1"));
  }

  private static String[] with(String[] options, String... others) {
    String[] all = Arrays.copyOf(options, options.length + others.length);
    System.arraycopy(others, 0, all, options.length, others.length);
    return all;
  }
}
