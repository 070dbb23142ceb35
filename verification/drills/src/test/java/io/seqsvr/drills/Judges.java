package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.failover.load.OtherJudge;
import io.seqsvr.history.HistoryChecker;
import io.seqsvr.history.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The judges of a recorded history: this project's, and an independent one where there is one. */
final class Judges {
  private Judges() {}

  /** Demands that every promise held, in the eyes of all judges. */
  static Verdict requireHeld(Path history) throws IOException, InterruptedException {
    Verdict verdict = HistoryChecker.check(List.of(history));
    assertThat(verdict.result())
        .as("%s: %s", history, String.join("\n", verdict.lines()))
        .isEqualTo(Verdict.Result.HELD);
    assertThat(OtherJudge.complaint(history)).isEmpty();
    return verdict;
  }
}
