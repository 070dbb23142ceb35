package io.seqsvr.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.client.FakeSeqClient;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.client.SeqClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Hunts a demonstration that calls a broken service good, or a good one broken. */
@Timeout(60)
final class DemoCommandTest {
  @TempDir private Path directory = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void goodServiceIsCalledGood() throws IOException {
    Path history = directory.resolve("h.jsonl.gz");
    Path report = directory.resolve("r.html");

    assertThat(demo(new FakeSeqClient(), "--history", "" + history, "--report", "" + report))
        .isZero();

    assertThat(text(out))
        .contains("calls", "3 000", "order violations")
        .contains("OK: next_ok=3000, phase=1");
    assertThat(text(err)).contains("127.0.0.1:1, which is left alone");
    assertThat(Files.readString(report)).contains("<svg", "class=\"good\"");
    assertThat(history).isNotEmptyFile();
  }

  @Test
  void duplicateIsFound() {
    SeqClient broken =
        new FakeSeqClient() {
          @Override
          public long next(String conversation) {
            return Math.max(1, super.next(conversation) - 1); // 1, 1, 2, 3, …
          }
        };

    assertThat(demo(broken)).isEqualTo(1);
    assertThat(text(out)).containsPattern("VIOLATION unique: key \\S+: .+ both got 1\\b");
    assertThat(text(out)).contains("FAILED, ");
  }

  @Test
  void refusalsAreTriedAgainAndTold() {
    AtomicInteger calls = new AtomicInteger();
    SeqClient busy =
        new FakeSeqClient() {
          @Override
          public long next(String conversation) {
            if (calls.incrementAndGet() % 1000 == 0) {
              throw SeqsvrException.of(ErrorReason.OVERLOADED, "too many calls");
            }
            return super.next(conversation);
          }
        };

    assertThat(demo(busy)).isZero();
    assertThat(text(out)).containsPattern("refused, tried again +3  OVERLOADED 3");
  }

  @Test
  void clientThatBreaksDownEndsTheRun() {
    SeqClient broken =
        new FakeSeqClient() {
          @Override
          public long next(String conversation) {
            throw new IllegalStateException("no such luck");
          }
        };

    assertThat(demo(broken)).isEqualTo(1);
    assertThat(text(err)).endsWith("error: no such luck" + System.lineSeparator());
  }

  @Test
  void traceAndHistoryThatCannotBeOpenedAreOneLine() {
    assertThat(demo(new FakeSeqClient(), "--trace", "" + directory.resolve("none"))).isEqualTo(1);
    assertThat(text(err).lines())
        .hasSize(1)
        .allMatch(line -> line.endsWith("no such file or directory"));
    err.reset();
    assertThat(demo(new FakeSeqClient(), "--history", "" + directory.resolve("no/h"))).isEqualTo(1);
    assertThat(text(err)).contains("no/h: no such file or directory");
  }

  private int demo(SeqClient client, String... more) {
    Console console = new Console(stream(out), stream(err), false);
    CommandLine command =
        new CommandLine(new DemoCommand((options, timeout) -> client, console, List.of()));
    ErrorLines.install(command, console);
    List<String> arguments = new ArrayList<>(List.of("--only-seqs", "--server", "127.0.0.1:1"));
    arguments.addAll(List.of("--messages", "3000", "--callers", "8"));
    arguments.addAll(List.of(more));
    return command.execute(arguments.toArray(new String[0]));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
