package io.seqsvr.client.internal;

/** A call for the last seq of a conversation. Thread-safe. */
final class CurrentCall extends KeyedCall<Head> {
  private final String namespace;
  private final String conversation;

  CurrentCall(
      String namespace,
      String conversation,
      long hash,
      long deadlineNanos,
      Listener<Head> listener) {
    super(hash, deadlineNanos, listener);
    this.namespace = namespace;
    this.conversation = conversation;
  }

  String namespace() {
    return namespace;
  }

  String conversation() {
    return conversation;
  }

  @Override
  boolean consumes() {
    return false;
  }
}
