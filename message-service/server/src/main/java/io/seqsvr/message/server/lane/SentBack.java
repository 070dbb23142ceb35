package io.seqsvr.message.server.lane;

import io.seqsvr.message.server.core.SendKey;
import java.util.HashSet;
import java.util.Set;

/**
 * Who is to send a message of the batch under way again: what the same sender has sent to the same
 * conversation after it must be sent back as well, or it would overtake. Confined to the lane's
 * thread.
 */
final class SentBack {
  private final Set<Membership> ofBatch = new HashSet<>();
  private final Set<Membership> unswept = new HashSet<>();

  /** A new batch: nothing of the former one is left, in the lane or in its queue. */
  void clear() {
    ofBatch.clear();
    unswept.clear();
  }

  void add(SendKey key) {
    Membership sender = senderOf(key);
    ofBatch.add(sender);
    unswept.add(sender);
  }

  /** Whether an earlier message of the same sender was sent back. */
  boolean isAhead(SendKey key) {
    return ofBatch.contains(senderOf(key));
  }

  /** Those whose messages in the queue have not been looked at since. */
  Set<Membership> takeUnswept() {
    Set<Membership> taken = Set.copyOf(unswept);
    unswept.clear();
    return taken;
  }

  static Membership senderOf(SendKey key) {
    return new Membership(key.conversation(), key.sender());
  }
}
