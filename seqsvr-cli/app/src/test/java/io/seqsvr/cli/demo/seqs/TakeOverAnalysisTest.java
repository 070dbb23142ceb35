package io.seqsvr.cli.demo.seqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.cli.demo.stage.SectionOwners;
import io.seqsvr.cli.trace.Replay;
import io.seqsvr.client.Routes;
import io.seqsvr.history.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hunts an outage that flatters, or that is blamed on conversations which had none. */
final class TakeOverAnalysisTest {
  private static final SectionOwners AFTER = owners("alloc-2", "alloc-2");

  /** One conversation of each of the two sections. */
  private final String moved = conversation(0);

  private final String other = conversation(1);

  /** Even messages are of the killed node's conversation. */
  private final CallLog log = new CallLog(new Replay(List.of(moved, other), 12));

  @BeforeEach
  void answersBefore() {
    log.served(0, 90, 100, 1);
    log.served(1, 90, 101, 1);
  }

  @Test
  void outageIsTheLongestSilenceOfEachSide() {
    log.served(2, 190, 203, 2); // read late: the killed node's last answer
    log.served(4, 195, 1_400, 10_003);
    log.served(6, 196, 1_500, 10_002);
    log.served(8, 1_450, 1_510, 10_004);
    log.served(10, 1_600, 4_000, 10_005); // much later, nobody's fault
    log.served(3, 150, 240, 2);
    log.served(5, 1_000, 1_010, 3);
    log.served(7, 3_000, 3_010, 4);
    log.served(9, 3_000, 3_011, 5);
    log.served(11, 3_000, 3_012, 6);

    Summary summary = summarize(takeOver());
    Summary.Move move = Objects.requireNonNull(summary.takeOver());

    assertThat(move.nodes()).isEqualTo(2);
    assertThat(move.sectionsMoved()).isEqualTo(1);
    assertThat(move.sections()).isEqualTo(2);
    assertThat(TakeOverAnalysis.endNanos(log, takeOver())).isEqualTo(1_500);
    assertThat(move.moved()).isEqualTo(new Summary.Seen(5, 1_400 - 203, 1_500 - 196));
    assertThat(move.others()).isEqualTo(new Summary.Seen(5, 3_010 - 1_010, 240 - 150));
    assertThat(move.largestJump()).isEqualTo(9_999);
    assertThat(move.jumpConversation()).isEqualTo(moved);
    assertThat(summary.isGood()).isTrue();
    assertThat(SummaryTable.of(summary).lines())
        .anyMatch(line -> line.matches("alloc nodes +2  alloc-1 was killed \\(kill -9\\)"))
        .anyMatch(line -> line.matches("sections taken over +1  of 2, by the other one"))
        .anyMatch(line -> line.matches("outage, moved keys .* on keys of alloc-1"))
        .anyMatch(line -> line.matches("outage, other keys .* on keys of nodes that lived"))
        .anyMatch(line -> line.matches("largest jump of moved keys +9 999  seqs skipped in .*"));
    assertThat(new RunPicture(log, takeOver()).page(summary).toHtml())
        .contains("kill -9 of alloc-1", "class=\"outage\"")
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void killThatNobodyNoticedProvesNothing() {
    log.served(3, 300, 310, 2);

    Summary summary = summarize(takeOver());

    assertThat(Objects.requireNonNull(summary.takeOver()).moved().answersAfter()).isZero();
    assertThat(TakeOverAnalysis.endNanos(log, takeOver())).isEqualTo(200);
    assertThat(summary.problems())
        .containsExactly(
            "a fault did not bite: no call needed the killed node; take more --messages");
    assertThat(summary.isGood()).isFalse();
    assertThat(SummaryTable.of(summary).lines())
        .anyMatch(line -> line.matches("outage, moved keys +none  no call came after the kill .*"));
  }

  @Test
  void sectionsThatNobodyTookAreTold() {
    log.served(2, 300, 310, 2);
    TakeOver none =
        new TakeOver(
            2, "alloc-1", 200, 1_300, owners("alloc-1", "alloc-2"), owners("alloc-1", "alloc-2"));

    assertThat(summarize(none).problems())
        .containsExactly("a fault did not bite: no section of the killed node has another owner");
  }

  private static TakeOver takeOver() {
    return new TakeOver(2, "alloc-1", 200, 1_300, owners("alloc-1", "alloc-2"), AFTER);
  }

  private Summary summarize(TakeOver takeOver) {
    Verdict verdict =
        new Verdict(Verdict.Result.HELD, "", Map.of(), Map.of(), List.of(), 1, null, null, 0);
    return Analysis.summarize(log, takeOver, new Retries(), verdict);
  }

  private static SectionOwners owners(String first, String second) {
    return SectionOwners.of(
        new Routes(
            1,
            "0".repeat(32),
            2,
            ConversationKey.HASH_NAME,
            List.of(node(first, 0), node(second, 1))));
  }

  private static Routes.Node node(String id, int section) {
    return new Routes.Node(
        id, "0".repeat(32), "127.0.0.1:1", List.of(new Routes.Sections(section, section)));
  }

  private static String conversation(int section) {
    String found = "c";
    while (ConversationKey.section(ConversationKey.hash("", found), 2) != section) {
      found += "c";
    }
    return found;
  }
}
