package io.seqsvr.client.internal;

/** A call for the next seqs of a conversation. Thread-safe. */
final class NextCall extends KeyedCall<Block> {
  private final NextEntry entry;

  NextCall(NextEntry entry, long hash, long deadlineNanos, Listener<Block> listener) {
    super(hash, deadlineNanos, listener);
    this.entry = entry;
  }

  NextEntry entry() {
    return entry;
  }

  @Override
  boolean consumes() {
    return true;
  }
}
