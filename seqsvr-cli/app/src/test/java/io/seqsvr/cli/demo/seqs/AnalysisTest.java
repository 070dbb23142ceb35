package io.seqsvr.cli.demo.seqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.trace.Replay;
import io.seqsvr.history.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Hunts figures that flatter: calls counted as calm, an outage measured too short, a jump missed.
 */
final class AnalysisTest {
  /** Frozen at 100, killed at 200, started again at 210, ready at 500. */
  private static final Outage OUTAGE = new Outage(100, 200, 210, 500);

  private final CallLog log = new CallLog(new Replay(List.of("a", "b"), 8));
  private final Retries retries = new Retries();

  @Test
  void callsThatTouchTheTroubleAreNotCalm() {
    log.served(0, 10, 20, 1);
    log.served(1, 90, 110, 1);
    log.served(2, 150, 160, 2);
    log.served(3, 190, 520, 5001);
    log.served(4, 510, 521, 5001);
    log.served(5, 520, 525, 5002);

    Summary summary = summarize(OUTAGE);
    Summary.Trouble trouble = Objects.requireNonNull(summary.trouble());

    assertThat(summary.calm().calls()).isEqualTo(2);
    assertThat(summary.calm().maxNanos()).isEqualTo(10);
    assertThat(trouble.overlapping().calls()).isEqualTo(4);
    assertThat(trouble.overlapping().maxNanos()).isEqualTo(330);
    assertThat(trouble.outageNanos()).as("kill to first answer after the restart").isEqualTo(320);
    assertThat(trouble.frozenNanos()).isEqualTo(100);
    assertThat(trouble.restartNanos()).isEqualTo(290);
    assertThat(trouble.servedWhileFrozen()).isEqualTo(2);
    assertThat(summary.served()).isEqualTo(6);
    assertThat(summary.isGood()).as("two messages are not served").isFalse();
  }

  @Test
  void answerOfTheOldServiceThatWasReadLateDoesNotEndTheOutage() {
    log.served(0, 190, 205, 1);
    log.served(1, 190, 600, 2);

    assertThat(Analysis.recoveredNanos(log, OUTAGE)).isEqualTo(600);
  }

  @Test
  void serviceThatNeverAnswersAgainIsOutUntilItWasReady() {
    log.served(0, 1, 2, 1);

    assertThat(Analysis.recoveredNanos(log, OUTAGE)).isEqualTo(500);
  }

  @Test
  void jumpIsFromTheHighestBeforeToTheLowestAfter() {
    log.served(0, 10, 20, 7);
    log.served(2, 10, 20, 5);
    log.served(4, 510, 530, 10_002);
    log.served(6, 510, 520, 10_001);
    log.served(1, 10, 20, 1);
    log.served(3, 510, 520, 2);

    assertThat(Analysis.jumpsAtCrash(log, OUTAGE)).isEqualTo(Map.of("a", 9_993L, "b", 0L));
    Summary.Trouble trouble = Objects.requireNonNull(summarize(OUTAGE).trouble());
    assertThat(trouble.largestJump()).isEqualTo(9_993);
    assertThat(trouble.jumpConversation()).isEqualTo("a");
  }

  @Test
  void conversationOfOneSideOnlyHasNoJump() {
    log.served(0, 10, 20, 7);
    log.served(1, 510, 520, 5_000);

    assertThat(Analysis.jumpsAtCrash(log, OUTAGE)).isEmpty();
  }

  @Test
  void undisturbedRunHasNoTrouble() {
    for (int message = 0; message < 8; message++) {
      log.served(message, message * 1_000_000L, message * 1_000_000L + 500_000, message + 1);
    }
    retries.count(new Answer.Refused(SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "used up")));
    retries.count(new Answer.Unknown("reset"));

    Summary summary = summarize(null);

    assertThat(summary.trouble()).isNull();
    assertThat(summary.isGood()).isTrue();
    assertThat(summary.passes()).isEqualTo(4);
    assertThat(SummaryTable.of(summary).lines())
        .contains(
            "calls                         8  messages that got their seq",
            "trace begun             4 times  it is shorter than the run",
            "refused, tried again          1  STORE_UNAVAILABLE 1",
            "no answer, tried again        1",
            "duplicates                    0");
  }

  @Test
  void tableTellsWhatTheCrashDid() {
    log.served(0, 10, 20, 7);
    log.served(2, 510, 520, 10_001);

    assertThat(SummaryTable.of(summarize(OUTAGE)).lines())
        .anyMatch(line -> line.startsWith("not served"))
        .anyMatch(line -> line.matches("largest jump at the crash +9 993  seqs skipped in a"))
        .anyMatch(
            line -> line.startsWith("outage") && line.endsWith("from kill -9 to the next seq"));
  }

  @Test
  void emptyRunIsNoFailureOfTheArithmetic() {
    Summary summary = summarize(OUTAGE);

    assertThat(summary.served()).isZero();
    assertThat(SummaryTable.of(summary).lines()).isNotEmpty();
    assertThat(new RunPicture(log, OUTAGE).page(summary).toHtml()).contains("Figures");
  }

  @Test
  void pictureShowsTheTroubleAndTheBusiest() {
    for (int message = 0; message < 8; message++) {
      log.served(message, message * 100L, message * 100L + 50, message + 1);
    }

    String html = new RunPicture(log, OUTAGE).page(summarize(OUTAGE)).toHtml();

    assertThat(html)
        .contains("class=\"freeze\"", "class=\"outage\"", "<title>a</title>", "<title>b</title>")
        .doesNotContain("NaN", "Infinity", "<script");
  }

  private Summary summarize(@org.jspecify.annotations.Nullable Outage outage) {
    Verdict verdict =
        new Verdict(Verdict.Result.HELD, "", Map.of(), Map.of(), List.of(), 1, null, null, 0);
    return Analysis.summarize(log, outage, retries, verdict);
  }
}
