package io.seqsvr.cli.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Hunts rates and times left that are computed from the wrong span. */
final class ProgressLinesTest {
  private static final long SECOND = 1_000_000_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void lineEveryThreeSecondsWithRateAndTimeLeft() {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    try (ProgressLines lines = new ProgressLines(stream, 10_000, "seqs", nanos::get)) {
      at(lines, 1, 500);
      at(lines, 3, 3_000);
      at(lines, 5, 4_000);
      lines.say("killed");
      at(lines, 6, 3_300);
    }

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "    3.0 s  30 %, 3 000 of 10 000, 1 000 seqs/s, about 7 s left",
            "    5.0 s  killed", "    6.0 s  33 %, 3 300 of 10 000, 100 seqs/s, about 12 s left");
  }

  private void at(ProgressLines lines, long seconds, int served) {
    nanos.set(seconds * SECOND);
    lines.show(served);
  }
}
