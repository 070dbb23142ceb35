package io.seqsvr.client.internal;

/** Who waits for a call. */
public interface Listener<V> {
  /** Called exactly once, without a lock held. Must not throw. */
  void onOutcome(Outcome<V> outcome);

  /**
   * Whether {@link #onOutcome} can run code of the application. If so it is called by the client's
   * callback threads only, else by whichever thread learns the outcome first.
   */
  boolean runsUserCode();
}
