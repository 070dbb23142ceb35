package io.seqsvr.history;

import static io.seqsvr.history.MessageLines.checkPartial;
import static io.seqsvr.history.MessageLines.sent;
import static io.seqsvr.history.MessageLines.shown;
import static io.seqsvr.history.MessageLines.unanswered;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hunts messages that a device showed and nobody sent. */
final class PhantomJudgeTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void messageThatNobodySentIsFoundOnce() throws IOException {
    Verdict verdict =
        checkPartial(
            directory,
            sent(1),
            shown("u9", "d1", 2, 1, "u1", "m2"),
            shown("u9", "d2", 2, 1, "u1", "m2"));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.PHANTOM, 1L));
    assertThat(verdict.samples().get(0).text()).contains("seq 2: shown, but never sent");
  }

  @Test
  void messageThatWasSurelyRefusedIsFound() throws IOException {
    Verdict verdict =
        checkPartial(directory, sent(1), unanswered(sent(2), Outcome.FAIL), shown(2, 1));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.PHANTOM, 1L));
    assertThat(verdict.samples().get(0).text()).contains("shown, but its send had failed");
  }

  @Test
  void messageOfUnknownOutcomeMayBeShown() throws IOException {
    Verdict verdict =
        checkPartial(directory, sent(1), unanswered(sent(2), Outcome.UNKNOWN), shown(2, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void messageThatWasRefusedOnceAndAcceptedOnceMayBeShown() throws IOException {
    Verdict verdict =
        checkPartial(directory, unanswered(sent(1), Outcome.FAIL), shown(1, 0), sent(1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void messageOfAnotherSenderIsNotTheOneThatWasSent() throws IOException {
    Verdict verdict = checkPartial(directory, sent(1), shown("u9", "d1", 2, 1, "u2", "m1"));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.PHANTOM, 1L));
  }
}
