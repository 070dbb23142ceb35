package io.seqsvr.message.server.lane;

import io.seqsvr.message.server.core.PayloadHash;
import io.seqsvr.message.server.core.SendKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a lane, bounded in all, for one conversation, and in bytes. Guarded by its lane's
 * lock, but for the count of bytes, which all lanes share.
 */
final class LaneQueue {
  private final LaneSettings settings;
  private final AtomicLong bytesOfAllLanes;
  private final ArrayDeque<Work> works = new ArrayDeque<>();
  private final Map<String, Integer> countByConversation = new HashMap<>();

  LaneQueue(LaneSettings settings, AtomicLong bytesOfAllLanes) {
    this.settings = settings;
    this.bytesOfAllLanes = bytesOfAllLanes;
  }

  int size() {
    return works.size();
  }

  /** Takes one more, unless a bound is reached. */
  boolean offer(Work work) {
    int ofConversation = countByConversation.getOrDefault(work.conversation(), 0);
    if (works.size() >= settings.queueMessages()
        || ofConversation >= settings.queueMessagesPerConversation()) {
      return false;
    }
    if (bytesOfAllLanes.addAndGet(work.bytes()) > settings.queueBytes()) {
      bytesOfAllLanes.addAndGet(-work.bytes());
      return false;
    }
    countByConversation.put(work.conversation(), ofConversation + 1);
    works.add(work);
    return true;
  }

  /**
   * Removes what the next transaction is about: one change of members, or sends up to the bounds.
   * It ends before a send that reuses the id of an earlier one for another payload: what to answer
   * that depends on how the earlier one ends.
   */
  List<Work> takeBatch() {
    List<Work> batch = new ArrayList<>();
    Map<SendKey, PayloadHash> hashes = new HashMap<>();
    long bytes = 0;
    while (batch.size() < settings.maxBatchMessages()) {
      Work next = works.peek();
      boolean alone = next instanceof QueuedChange;
      if (next == null || (alone && !batch.isEmpty())) {
        break;
      }
      bytes += next.bytes();
      if (!batch.isEmpty() && bytes > settings.maxBatchBytes()) {
        break;
      }
      if (next instanceof QueuedSend send && reusesAnId(send, hashes)) {
        break;
      }
      batch.add(poll());
      if (alone) {
        break;
      }
    }
    return batch;
  }

  private static boolean reusesAnId(QueuedSend send, Map<SendKey, PayloadHash> hashes) {
    PayloadHash earlier = hashes.putIfAbsent(send.draft().key(), send.hash());
    return earlier != null && !earlier.equals(send.hash());
  }

  /** Removes everything. */
  List<Work> takeAll() {
    List<Work> all = new ArrayList<>();
    while (!works.isEmpty()) {
      all.add(poll());
    }
    return all;
  }

  /** Removes what has waited for at least so long, from the front. */
  List<Work> takeOlderThan(long nowNanos, long ageNanos) {
    List<Work> old = new ArrayList<>();
    @Nullable Work next = works.peek();
    while (next != null && nowNanos - next.sinceNanos() >= ageNanos) {
      old.add(poll());
      next = works.peek();
    }
    return old;
  }

  /** Removes all sends of these senders to these conversations. */
  List<Work> takeSendsOf(Set<Membership> senders) {
    List<Work> taken = new ArrayList<>();
    if (senders.isEmpty()) {
      return taken;
    }
    for (Iterator<Work> all = works.iterator(); all.hasNext(); ) {
      if (all.next() instanceof QueuedSend send
          && senders.contains(SentBack.senderOf(send.draft().key()))) {
        all.remove();
        onRemoved(send);
        taken.add(send);
      }
    }
    return taken;
  }

  private Work poll() {
    Work work = works.remove();
    onRemoved(work);
    return work;
  }

  private void onRemoved(Work work) {
    bytesOfAllLanes.addAndGet(-work.bytes());
    countByConversation.computeIfPresent(
        work.conversation(), (conversation, count) -> count == 1 ? null : count - 1);
  }
}
