package io.seqsvr.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConversationsTest {
  @Test
  void aRangeHoldsTheConversationsOfItsRunAndNoOther() {
    Conversations first = new Conversations("r1w1", 3);

    assertThat(first.ids()).isSorted().allMatch(id -> isIn(first, id));
    assertThat(new Conversations("r1w10", 3).ids()).noneMatch(id -> isIn(first, id));
    assertThat(new Conversations("r1w0", 3).ids()).noneMatch(id -> isIn(first, id));
  }

  private static boolean isIn(Conversations range, String id) {
    return id.compareTo(range.from()) >= 0 && id.compareTo(range.below()) < 0;
  }

  @Test
  void seqsOfAConversationAscend() {
    AscendingSeqs seqs = new AscendingSeqs(2);

    assertThat(seqs.next(0, 5)).isTrue();
    assertThat(seqs.next(1, 3)).isTrue();
    assertThat(seqs.next(0, 6)).isTrue();
    assertThat(seqs.next(0, 6)).isFalse();
    assertThat(seqs.next(1, 2)).isFalse();
  }
}
