package io.seqsvr.history;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded about one seq of a conversation. Compared by identity; confined to its
 * conversation's judge.
 */
final class Slot {
  private final long seq;
  private @Nullable Message message;
  private boolean accepted;
  private boolean shown;
  private boolean linked;
  private long prevSeq;

  Slot(long seq) {
    this.seq = seq;
  }

  long seq() {
    return seq;
  }

  /** Notes a message for the seq; returns the first one noted. */
  Message takenBy(Message seen) {
    if (message == null) {
      message = seen;
    }
    return message;
  }

  /** The first message noted for the seq, or null if there is none. */
  @Nullable Message message() {
    return message;
  }

  /** Notes a predecessor that a device was given; returns the first one noted. */
  long linkedTo(long prevSeqSeen) {
    if (!linked) {
      linked = true;
      prevSeq = prevSeqSeen;
    }
    return prevSeq;
  }

  /** Whether a device was given the seq; only then {@link #prevSeq} means anything. */
  boolean linked() {
    return linked;
  }

  /** The first predecessor noted. */
  long prevSeq() {
    return prevSeq;
  }

  void onAccepted() {
    accepted = true;
  }

  /** A sender was told this seq. */
  boolean accepted() {
    return accepted;
  }

  void onShown() {
    shown = true;
  }

  /** There is a message at this seq: a sender was told so, or a device showed it in its turn. */
  boolean exists() {
    return accepted || shown;
  }
}
