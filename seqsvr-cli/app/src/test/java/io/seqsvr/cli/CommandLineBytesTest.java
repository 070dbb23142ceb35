package io.seqsvr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hunts bytes that are no UTF-8 and become another text on their way through the JVM. In a JVM of
 * its own: no test can pass such bytes to a method. Nobody is called, the command line is refused.
 */
@Timeout(60)
final class CommandLineBytesTest {
  private static final String HOSTILE = "\"$(printf 'a\\377')\"";

  @ParameterizedTest
  @CsvSource({
    "body, send team --from u %s",
    "conversation, send %s --from u text",
    "user, send team --from %s text",
    "client_msg_id, send team --from u text --id %s",
    "conversation, conversation create %s --member u",
    "user, conversation create team --member u %s",
    "user, conversation list --user %s",
    "user, listen --user %s",
    "device, chat team --user u --device %s"
  })
  void areRefused(String field, String arguments) throws IOException, InterruptedException {
    List<String> shell =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "exec \"$@\" " + String.format(arguments, HOSTILE), "sh"));
    shell.addAll(SelfCommand.prefix());
    ProcessBuilder builder = new ProcessBuilder(shell).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output)
        .startsWith("error: INVALID_ARGUMENT: " + field + " must be ")
        .endsWith(" bytes of UTF-8: not valid UTF-8" + System.lineSeparator())
        .hasLineCount(1);
  }
}
