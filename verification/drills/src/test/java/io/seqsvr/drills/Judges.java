package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.failover.process.OutsideTools;
import io.seqsvr.history.HistoryChecker;
import io.seqsvr.history.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The judges of a recorded history: this project's, and an independent one where there is one. */
final class Judges {
  private static final long OTHER_SECONDS = 60;

  private Judges() {}

  /** Demands that every promise held, in the eyes of all judges. */
  static Verdict requireHeld(Path history) throws IOException, InterruptedException {
    Verdict verdict = HistoryChecker.check(List.of(history));
    assertThat(verdict.result())
        .as("%s: %s", history, String.join("\n", verdict.lines()))
        .isEqualTo(Verdict.Result.HELD);
    Optional<Path> other = OutsideTools.find("SEQSVR_CHECK_HISTORY", "check-history");
    if (other.isPresent()) {
      Process judge =
          new ProcessBuilder(other.get().toString(), history.toString())
              .redirectErrorStream(true)
              .start();
      String says = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(judge.waitFor(OTHER_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(judge.exitValue()).as(says).isZero();
    }
    return verdict;
  }
}
