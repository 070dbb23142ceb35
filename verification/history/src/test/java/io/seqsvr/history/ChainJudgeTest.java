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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts predecessors that cannot be, are not there, or differ from device to device. */
final class ChainJudgeTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(longs = {-1, 2, 3})
  void predecessorThatIsNotBeforeIsFound(long prevSeq) throws IOException {
    String later = sent(3);

    Verdict verdict = checkPartial(directory, sent(1), sent(2), later, shown(2, prevSeq));

    assertThat(verdict.violations(Violation.Kind.CHAIN)).isPositive();
    assertThat(verdict.samples().get(0).text()).contains("seq 2, prev_seq " + prevSeq);
  }

  @Test
  void predecessorThatOnlyASenderKnowsIsThere() throws IOException {
    assertThat(checkPartial(directory, sent(1), sent(2), shown(2, 1)).result())
        .isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void predecessorThatNobodyKnowsIsFound() throws IOException {
    Verdict verdict = checkPartial(directory, sent(1), sent(3), shown(3, 2));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.CHAIN, 1L));
    assertThat(verdict.samples().get(0).text()).contains("seq 3: prev_seq 2 is no message of it");
  }

  @Test
  void predecessorMayBeOfASendOfUnknownOutcome() throws IOException {
    Verdict verdict =
        checkPartial(
            directory, sent(1), unanswered(sent(2), Outcome.UNKNOWN), sent(3), shown(3, 2));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void unknownOutcomeElsewhereExcusesNothing() throws IOException {
    String elsewhere =
        unanswered(sent(2), Outcome.UNKNOWN).replace("\"conv\":\"g1\"", "\"conv\":\"g2\"");

    Verdict verdict = checkPartial(directory, sent(1), elsewhere, sent(3), shown(3, 2));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.CHAIN, 1L));
  }

  @Test
  void refusedSendIsNoPredecessor() throws IOException {
    Verdict verdict =
        checkPartial(directory, sent(1), unanswered(sent(2), Outcome.FAIL), sent(3), shown(3, 2));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.CHAIN, 1L));
  }

  @Test
  void devicesThatWereGivenTwoPredecessorsAreFound() throws IOException {
    Verdict verdict =
        checkPartial(
            directory,
            sent(1),
            sent(2),
            shown("u9", "d1", 2, 1, "u1", "m2"),
            shown("u9", "d2", 2, 0, "u1", "m2"));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.CHAIN, 1L));
    assertThat(verdict.samples().get(0).text()).contains("seq 2: prev_seq 1 and 0");
  }

  @Test
  void messageShownOutOfItsTurnIsNoPredecessor() throws IOException {
    // 2 comes up only where a device showed it late: its own send is not recorded.
    Verdict verdict = checkPartial(directory, sent(1), sent(3), shown(3, 2), shown(2, 1));

    assertThat(verdict.violations())
        .isEqualTo(
            Map.of(
                Violation.Kind.CHAIN,
                1L,
                Violation.Kind.SHOWN_ONCE_IN_ORDER,
                1L,
                Violation.Kind.PHANTOM,
                1L));
  }
}
