package io.seqsvr.client.internal;

import org.jspecify.annotations.Nullable;

/**
 * Something under way that can be cancelled before whoever does it has said how.
 *
 * <p>Thread-safe; fields are guarded by this, foreign code is called without the monitor.
 */
final class Handle implements Cancellable {
  private @Nullable Cancellable target;
  private boolean cancelled;
  private boolean over;

  /** It is under way, and this is how to cancel it. */
  void started(Cancellable started) {
    synchronized (this) {
      if (over) {
        return;
      }
      if (!cancelled) {
        target = started;
        return;
      }
    }
    started.cancel();
  }

  /** It is over: there is nothing left to cancel. */
  synchronized void ended() {
    target = null;
    over = true;
  }

  @Override
  public void cancel() {
    Cancellable toCancel;
    synchronized (this) {
      cancelled = true;
      toCancel = target;
      target = null;
    }
    if (toCancel != null) {
      toCancel.cancel();
    }
  }
}
