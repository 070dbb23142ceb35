package io.seqsvr.message.client.internal;

/** Something under way that can be given up. */
@FunctionalInterface
public interface Cancellable {
  /** Gives it up; without effect when it is over. Thread-safe, never blocks. */
  void cancel();
}
