package io.seqsvr.client.internal;

/** A call about one conversation, which the owner of its section answers. Thread-safe. */
abstract sealed class KeyedCall<V> extends Call<V> permits NextCall, SingleCall {
  private final long hash;

  KeyedCall(long hash, long deadlineNanos, Listener<V> listener) {
    super(deadlineNanos, listener);
    this.hash = hash;
  }

  /** The hash that decides the conversation's section. */
  final long hash() {
    return hash;
  }
}
