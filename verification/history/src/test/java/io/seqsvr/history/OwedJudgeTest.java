package io.seqsvr.history;

import static io.seqsvr.history.MessageLines.checkPartial;
import static io.seqsvr.history.MessageLines.checkWhole;
import static io.seqsvr.history.MessageLines.device;
import static io.seqsvr.history.MessageLines.member;
import static io.seqsvr.history.MessageLines.sent;
import static io.seqsvr.history.MessageLines.shown;
import static io.seqsvr.history.MessageLines.unanswered;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hunts accepted messages that a member's device never showed. */
final class OwedJudgeTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void deviceThatShowedAllIsOwedNothing() throws IOException {
    Verdict verdict = checkWhole(directory, sent(1), sent(2), shown(1, 0), shown(2, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.messages()).isEqualTo(new MessageTotals(1, 1));
    assertThat(verdict.lines())
        .containsExactly("OK: send_ok=2, show=2, keys=0, convs=1, owed conversation views=1");
  }

  @Test
  void messageThatWasNeverShownIsFoundOnceForEveryDevice() throws IOException {
    Verdict verdict =
        checkWhole(
            directory,
            sent(1),
            sent(2),
            sent(3),
            shown(1, 0),
            device("u9", "d2"),
            shown("u9", "d2", 1, 0, "u1", "m1"),
            shown("u9", "d2", 2, 1, "u1", "m2"));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.LOST, 2L));
    assertThat(verdict.samples())
        .extracting(Violation::text)
        .containsExactlyInAnyOrder(
            "conv g1 u9/d1: 2 accepted messages never shown, first seq 2",
            "conv g1 u9/d2: 1 accepted messages never shown, first seq 3");
  }

  @Test
  void deviceThatShowedNothingAtAllIsOwedEverything() throws IOException {
    Verdict verdict = checkWhole(directory, sent(1));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.LOST, 1L));
  }

  @Test
  void nothingIsOwedFromBeforeTheJoinAndAfterTheLeave() throws IOException {
    // u8 was a member from 1 to 2, u7 joins at the end.
    Verdict verdict =
        checkWhole(
            directory,
            sent(1),
            sent(2),
            sent(3),
            shown(1, 0),
            shown(2, 1),
            shown(3, 2),
            member("u8", 1, 2),
            device("u8", "d"),
            shown("u8", "d", 2, 1, "u1", "m2"),
            member("u7", 3),
            device("u7", "d"));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.messages()).isEqualTo(new MessageTotals(1, 3));
  }

  @Test
  void lastMessageBeforeTheLeaveIsOwed() throws IOException {
    Verdict verdict =
        checkWhole(
            directory,
            sent(1),
            sent(2),
            shown(1, 0),
            shown(2, 1),
            member("u8", 1, 2),
            device("u8", "d"));

    assertThat(verdict.samples())
        .extracting(Violation::text)
        .containsExactly("conv g1 u8/d: 1 accepted messages never shown, first seq 2");
  }

  @Test
  void lastDeclarationOfAMemberCounts() throws IOException {
    Verdict verdict =
        checkWhole(
            directory, sent(1), shown(1, 0), member("u8", 0), device("u8", "d"), member("u8", 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.messages()).isEqualTo(new MessageTotals(1, 2));
  }

  @Test
  void messagesOfOtherOutcomesAreNotOwed() throws IOException {
    Verdict verdict =
        checkWhole(
            directory,
            sent(1),
            unanswered(sent(2), Outcome.FAIL),
            unanswered(sent(3), Outcome.UNKNOWN),
            shown(1, 0));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void messageShownOutOfItsTurnCountsAsNotShown() throws IOException {
    Verdict verdict = checkWhole(directory, sent(1), sent(2), shown(2, 1), shown(1, 0));

    assertThat(verdict.violations())
        .isEqualTo(Map.of(Violation.Kind.SHOWN_ONCE_IN_ORDER, 1L, Violation.Kind.LOST, 1L));
  }

  @Test
  void partOfARunOwesNothing() throws IOException {
    Verdict verdict = checkPartial(directory, sent(1), member("u9", 0), device("u9", "d1"));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.messages()).isEqualTo(new MessageTotals(1, 0));
  }

  @Test
  void wholeRunMustSayWhoIsOwed() throws IOException {
    Verdict nobody = HistoryFiles.check(directory, sent(1));
    Verdict noDevice = HistoryFiles.check(directory, sent(1), member("u9", 0));
    Verdict noMember = HistoryFiles.check(directory, sent(1), device("u9", "d1"));

    assertThat(nobody.result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(noDevice.result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(noMember.result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(nobody.problem()).contains("sends without member and device lines");
  }

  @Test
  void sequenceCallsAloneNeedNoMembers() throws IOException {
    Verdict verdict = HistoryFiles.check(directory, HistoryFiles.ok("a", 1, 2, 1, 1));

    assertThat(verdict.messages()).isNull();
    assertThat(verdict.lines()).containsExactly("OK: next_ok=1, keys=1, largest jump=0");
  }

  @Test
  void callsAndMessagesMayBeOneHistory() throws IOException {
    Verdict verdict = checkWhole(directory, HistoryFiles.ok("a", 1, 2, 1, 1), sent(1), shown(1, 0));

    assertThat(verdict.lines())
        .containsExactly(
            "OK: next_ok=1, send_ok=1, show=1, keys=1, largest jump=0, convs=1,"
                + " owed conversation views=1");
  }
}
