package io.seqsvr.history;

import static io.seqsvr.history.MessageLines.checkPartial;
import static io.seqsvr.history.MessageLines.duplicate;
import static io.seqsvr.history.MessageLines.sent;
import static io.seqsvr.history.MessageLines.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hunts a message with two seqs, and a seq with two messages. */
final class IdentityJudgeTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void oneIdOfTwoSendersIsTwoMessages() throws IOException {
    Verdict verdict = checkPartial(directory, sent("u1", "m", 1, 2, 1), sent("u2", "m", 3, 4, 2));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void oneNameInTwoConversationsIsTwoMessages() throws IOException {
    Verdict verdict =
        checkPartial(
            directory,
            sent("u1", "m", 1, 2, 1),
            sent("u1", "m", 3, 4, 9).replace("\"g1\"", "\"g2\""));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void answerThatRepeatsTheFirstIsTheSameMessage() throws IOException {
    String first = sent("u1", "m", 1, 2, 1);

    Verdict verdict = checkPartial(directory, first, duplicate(sent("u1", "m", 3, 4, 1)));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void messageSentTwiceWithTwoSeqsIsFound() throws IOException {
    Verdict verdict = checkPartial(directory, sent("u1", "m", 1, 2, 1), sent("u1", "m", 3, 4, 2));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.ONE_MESSAGE, 1L));
    assertThat(verdict.samples().get(0).text()).contains("g1 u1/m: seq 1 and 2").contains(":2)");
  }

  @Test
  void seqOfTwoMessagesIsFound() throws IOException {
    // They overlap: nothing else is wrong with them.
    Verdict verdict = checkPartial(directory, sent("u1", "a", 1, 5, 7), sent("u1", "b", 2, 6, 7));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.ONE_MESSAGE, 1L));
    assertThat(verdict.samples().get(0).text()).contains("g1 seq 7: u1/a and u1/b");
  }

  @Test
  void deviceThatShowsAnotherMessageAtTheSeqIsFound() throws IOException {
    Verdict verdict =
        checkPartial(directory, sent(1), sent(2), shown("u9", "d1", 1, 0, "u1", "m2"), shown(2, 1));

    // m2 is at 1 and 2, and 1 holds m1 and m2; the second show is right again.
    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.ONE_MESSAGE, 2L));
  }

  @Test
  void devicesThatDifferAreFoundWithoutAReceipt() throws IOException {
    String unknown = MessageLines.unanswered(sent(5), Outcome.UNKNOWN);

    Verdict verdict =
        checkPartial(
            directory,
            sent(1),
            unknown,
            shown("u9", "d1", 5, 1, "u1", "m5"),
            shown("u9", "d2", 6, 1, "u1", "m5"));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.ONE_MESSAGE, 1L));
  }
}
