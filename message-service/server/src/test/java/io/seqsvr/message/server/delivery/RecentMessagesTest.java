package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.server.core.StoredMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A range is served only if its chain closes; what is kept is bounded; nothing is missed. */
class RecentMessagesTest {
  private Instant now = Instant.EPOCH;
  private final RecentMessages recent = new RecentMessages(1 << 20, 4, () -> now);

  private Optional<List<Long>> range(long after, long upTo) {
    return recent
        .range("c", 1, after, upTo, 100, 1_000)
        .map(range -> range.messages().stream().map(StoredMessage::seq).toList());
  }

  @Test
  void aRangeIsServedOnlyIfItsChainCloses() {
    recent.append("c", 1, ChaseTest.messages(5, 6));
    recent.append("c", 1, ChaseTest.messages(7));
    assertThat(range(4, 7)).contains(List.of(5L, 6L, 7L));
    assertThat(range(5, 6)).contains(List.of(6L));
    assertThat(range(6, Long.MAX_VALUE)).contains(List.of(7L));
    assertThat(range(3, 7)).isEmpty();
    assertThat(range(4, 8)).isEmpty();
    assertThat(recent.range("c", 2, 4, 7, 100, 1_000)).isEmpty();
  }

  @Test
  void aGapBeginsTheTailAnew() {
    recent.append("c", 1, ChaseTest.messages(1, 2));
    recent.append("c", 1, ChaseTest.messages(4));
    assertThat(range(0, 4)).isEmpty();
    assertThat(range(3, 4)).contains(List.of(4L));
  }

  @Test
  void aCutRangeSaysHowFarItGoes() {
    recent.append("c", 1, ChaseTest.messages(1, 2, 3, 4));
    RecentMessages.Range cut = recent.range("c", 1, 0, 4, 2, 1_000).orElseThrow();
    assertThat(cut.coveredTo()).isEqualTo(2);
    assertThat(cut.head()).isEqualTo(4);
    RecentMessages.Range bytes = recent.range("c", 1, 0, 4, 100, 25).orElseThrow();
    assertThat(bytes.coveredTo()).isEqualTo(2);
  }

  @Test
  void whatIsKeptIsBounded() {
    recent.append("c", 1, ChaseTest.messages(1, 2, 3, 4, 5));
    assertThat(range(0, 5)).isEmpty();
    assertThat(range(1, 5)).contains(List.of(2L, 3L, 4L, 5L));
    RecentMessages none = new RecentMessages(0, 4, () -> now);
    none.append("c", 1, ChaseTest.messages(1));
    assertThat(none.range("c", 1, 0, 1, 1, 1_000)).isEmpty();
  }

  @Test
  void aBusyConversationBeyondTheBoundLosesItsOldestMessagesOnly() {
    long message = RecentMessages.ENTRY_BYTES + 10 + 2 * 3;
    RecentMessages small = new RecentMessages(16 * 3 * message, 100, () -> now);
    small.append("c", 1, ChaseTest.messages(1, 2, 3));
    small.append("c", 1, ChaseTest.messages(4));
    assertThat(small.range("c", 1, 0, 4, 100, 1_000)).isEmpty();
    assertThat(small.range("c", 1, 1, 4, 100, 1_000).orElseThrow().messages()).hasSize(3);
  }

  @Test
  void whatIsOldIsNotServed() {
    recent.append("c", 1, ChaseTest.messages(1));
    now = Instant.EPOCH.plusSeconds(24 * 3_600 + 1);
    assertThat(range(0, 1)).isEmpty();
  }

  @Test
  void aJournalThatWasOverrunSaysSo() {
    HeadJournal journal = new HeadJournal(2);
    long before = journal.position();
    journal.append(new HeadJournal.Mark("a", 1, 1));
    journal.append(new HeadJournal.Mark("b", 1, 1));
    assertThat(journal.since(before).orElseThrow()).hasSize(2);
    journal.append(new HeadJournal.Mark("a", 1, 2));
    assertThat(journal.since(before)).isEmpty();
    assertThat(journal.since(before + 1).orElseThrow())
        .extracting(HeadJournal.Mark::conversation)
        .containsExactly("b", "a");
  }
}
