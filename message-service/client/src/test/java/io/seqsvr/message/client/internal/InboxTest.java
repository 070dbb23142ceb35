package io.seqsvr.message.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The client rule, step by step. */
class InboxTest {
  private final List<Long> shown = new ArrayList<>();
  private final List<Long> covered = new ArrayList<>();
  private final Budget budget = new Budget(100, 10_000);
  private final Inbox inbox = inbox(10, 1_000);

  private Inbox inbox(int messages, long bytes) {
    return new Inbox(
        messages,
        bytes,
        budget,
        new Inbox.Shelf() {
          @Override
          public void show(Message message) {
            shown.add(message.seq());
          }

          @Override
          public void covered(long seq) {
            covered.add(seq);
          }
        });
  }

  private static Message message(long prevSeq, long seq) {
    return message(prevSeq, seq, 1);
  }

  private static Message message(long prevSeq, long seq, int bytes) {
    return new Message("c", seq, prevSeq, 0, "u", "m" + seq, "", 0, false, true, new byte[bytes]);
  }

  @Test
  void whatIsNextIsShownOverAHoleToo() {
    assertThat(inbox.offer(message(0, 5))).isEqualTo(Inbox.Verdict.TAKEN);
    assertThat(inbox.offer(message(5, 1_000))).isEqualTo(Inbox.Verdict.TAKEN);
    assertThat(inbox.hasGap()).isFalse();
    assertThat(shown).containsExactly(5L, 1_000L);
  }

  @Test
  void whatWasThereBeforeIsNotShownAgain() {
    inbox.offer(message(0, 5));
    assertThat(inbox.offer(message(0, 5))).isEqualTo(Inbox.Verdict.REPEATED);
    assertThat(inbox.offer(message(0, 3))).isEqualTo(Inbox.Verdict.REPEATED);
    assertThat(shown).containsExactly(5L);
  }

  @Test
  void whatIsBehindAGapWaitsForIt() {
    assertThat(inbox.offer(message(7, 9))).isEqualTo(Inbox.Verdict.WAITING);
    assertThat(inbox.offer(message(5, 7))).isEqualTo(Inbox.Verdict.WAITING);
    assertThat(inbox.offer(message(5, 7))).isEqualTo(Inbox.Verdict.WAITING);
    assertThat(inbox.gapEnd()).isEqualTo(5);
    assertThat(budget.messages()).isEqualTo(2);
    inbox.offer(message(0, 5));
    assertThat(shown).containsExactly(5L, 7L, 9L);
    assertThat(inbox.hasGap()).isFalse();
  }

  @Test
  void aPageClosesAGapWhoseMessagesAreNoMore() {
    inbox.offer(message(7, 9));
    assertThat(inbox.page(List.of(message(1, 4)), 7)).isZero();
    assertThat(shown).containsExactly(4L, 9L);
    assertThat(covered).containsExactly(7L);
    assertThat(inbox.applied()).isEqualTo(9);
  }

  @Test
  void aPageTakesWhatWaitsInsideItOnce() {
    inbox.offer(message(3, 4));
    assertThat(inbox.page(List.of(message(0, 3), message(3, 4)), 4)).isZero();
    assertThat(shown).containsExactly(3L, 4L);
    inbox.shown(2, 2);
    assertThat(budget.messages()).isZero();
  }

  @Test
  void anEmptyPageMovesOverAHoleAtTheTail() {
    inbox.heard(50);
    assertThat(inbox.hasGap()).isTrue();
    assertThat(inbox.gapEnd()).isZero();
    inbox.page(List.of(), 50);
    assertThat(inbox.hasGap()).isFalse();
    assertThat(covered).containsExactly(50L);
  }

  @Test
  void aPageMayCoverLessThanWasHeard() {
    inbox.heard(50);
    inbox.page(List.of(message(0, 40)), 40);
    inbox.headIs(40);
    assertThat(inbox.hasGap()).isFalse();
  }

  @Test
  void aFullBufferForgetsTheHighestAndStillOwesThem() {
    for (long seq = 30; seq > 10; seq--) {
      inbox.offer(message(seq - 1, seq));
    }
    assertThat(budget.messages()).isEqualTo(10);
    assertThat(inbox.offer(message(90, 91))).isEqualTo(Inbox.Verdict.FORGOTTEN);
    inbox.page(List.of(message(0, 10)), 10);
    assertThat(inbox.applied()).as("one of ten gave way to the message before it").isEqualTo(19);
    assertThat(inbox.hasGap()).isTrue();
  }

  @Test
  void bytesAreBoundedToo() {
    for (long seq = 2; seq <= 6; seq++) {
      inbox.offer(message(seq - 1, seq, 300));
    }
    assertThat(budget.messages()).isEqualTo(3);
  }

  @Test
  void whatIsNotShownYetNeedsRoom() {
    for (long seq = 1; seq <= 10; seq++) {
      assertThat(inbox.offer(message(seq - 1, seq))).isEqualTo(Inbox.Verdict.TAKEN);
    }
    assertThat(inbox.hasRoom()).isFalse();
    assertThat(inbox.offer(message(10, 11))).isEqualTo(Inbox.Verdict.FORGOTTEN);
    assertThat(inbox.page(List.of(message(10, 11)), 20)).isZero();
    assertThat(inbox.applied()).as("covered_to counts only if all was taken").isEqualTo(10);
    inbox.shown(5, 5);
    assertThat(inbox.hasRoom()).isTrue();
    assertThat(inbox.hasGap()).isTrue();
  }

  @Test
  void messagesBehindGapsGetHalfOfTheRoomOfAll() {
    Inbox large = inbox(1_000, 100_000);
    for (long seq = 2; seq <= 200; seq++) {
      large.offer(message(seq - 1, seq));
    }
    assertThat(budget.messages()).isEqualTo(50);
    assertThat(inbox.offer(message(0, 1))).isEqualTo(Inbox.Verdict.TAKEN);
  }

  @Test
  void aNewBeginningFreesEverything() {
    inbox.offer(message(0, 1));
    inbox.offer(message(5, 6));
    inbox.begin(3);
    assertThat(budget.messages()).isZero();
    assertThat(inbox.hasGap()).isFalse();
    assertThat(inbox.offer(message(0, 3))).isEqualTo(Inbox.Verdict.REPEATED);
    assertThat(inbox.offer(message(3, 4))).isEqualTo(Inbox.Verdict.TAKEN);
  }
}
