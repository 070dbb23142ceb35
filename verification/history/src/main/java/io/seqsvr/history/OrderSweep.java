package io.seqsvr.history;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One sweep over the calls of a conversation by their start, with the largest seq of all that ended
 * strictly before. n calls cost n log n steps.
 */
final class OrderSweep {
  private final PriorityQueue<IssuedBlock> running =
      new PriorityQueue<>(Comparator.comparingLong(IssuedBlock::endNanos));
  private @Nullable IssuedBlock top;

  /**
   * Takes the next call in; none may begin before the one given last.
   *
   * @return the call with the largest seq of those that ended before this one began, if that seq is
   *     not below this one's first; else null
   */
  @Nullable IssuedBlock enter(IssuedBlock block) {
    for (IssuedBlock ended = running.peek();
        ended != null && ended.endNanos() < block.startNanos();
        ended = running.peek()) {
      running.remove();
      if (top == null || ended.last() > top.last()) {
        top = ended;
      }
    }
    running.add(block);
    return top != null && top.last() >= block.first() ? top : null;
  }
}
