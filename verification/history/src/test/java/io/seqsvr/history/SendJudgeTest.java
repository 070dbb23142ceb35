package io.seqsvr.history;

import static io.seqsvr.history.MessageLines.checkPartial;
import static io.seqsvr.history.MessageLines.duplicate;
import static io.seqsvr.history.MessageLines.sent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts messages that took their places in another order than they were sent in. */
final class SendJudgeTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void laterSendWithASmallerSeqIsFound() throws IOException {
    Verdict verdict = checkPartial(directory, sent("u1", "a", 1, 2, 5), sent("u2", "b", 3, 4, 4));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.SEND_ORDER, 1L));
    assertThat(verdict.samples().get(0).text())
        .contains(":1 ended with 5 before ")
        .contains(":2 began and got 4");
  }

  @Test
  void sendsThatOverlapMayTakeAnyOrder() throws IOException {
    // The second begins at the very instant the first ends.
    Verdict verdict = checkPartial(directory, sent("u1", "a", 1, 3, 5), sent("u2", "b", 3, 4, 4));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void orderIsJudgedAgainstTheLargestEarlierSeqNotTheLast() throws IOException {
    Verdict verdict =
        checkPartial(
            directory,
            sent("u1", "a", 1, 4, 10),
            sent("u2", "b", 2, 5, 2),
            sent("u3", "c", 6, 7, 3));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.SEND_ORDER, 1L));
  }

  @Test
  void conversationsHaveOrdersOfTheirOwn() throws IOException {
    Verdict verdict =
        checkPartial(
            directory,
            sent("u1", "a", 1, 2, 5),
            sent("u1", "b", 3, 4, 4).replace("\"g1\"", "\"g2\""));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void answerThatRepeatsAnEarlierOneMayBeOld() throws IOException {
    String late = sent("u1", "a", 5, 6, 1);
    String between = sent("u2", "b", 3, 4, 2);

    Verdict repeated = checkPartial(directory, sent("u1", "a", 1, 2, 1), between, duplicate(late));
    Verdict fresh = checkPartial(directory, sent("u1", "a", 1, 2, 1), between, late);

    assertThat(repeated.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(fresh.violations()).isEqualTo(Map.of(Violation.Kind.SEND_ORDER, 1L));
  }

  @Test
  void answerThatRepeatsAnEarlierOneStillBindsLaterSends() throws IOException {
    Verdict verdict =
        checkPartial(directory, duplicate(sent("u1", "a", 1, 2, 9)), sent("u1", "b", 3, 4, 8));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.SEND_ORDER, 1L));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void seqBelowOneIsOutOfRange(long seq) throws IOException {
    Verdict verdict = checkPartial(directory, sent("u1", "a", 1, 2, seq));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.RANGE, 1L));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, Long.MAX_VALUE})
  void everyOtherSeqIsInRange(long seq) throws IOException {
    assertThat(checkPartial(directory, sent("u1", "a", 1, 2, seq)).result())
        .isEqualTo(Verdict.Result.HELD);
  }
}
