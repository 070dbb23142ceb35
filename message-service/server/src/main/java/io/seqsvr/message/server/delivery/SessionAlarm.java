package io.seqsvr.message.server.delivery;

import io.seqsvr.api.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a session. Set anew only when something is due before it rings; when it rings
 * too early, the session sets it again. Confined to its session; rings as an event.
 */
final class SessionAlarm {
  private final Timers timers;
  private final MonotonicClock clock;
  private final Mailbox.Signal ring;
  private Timers.@Nullable Timer timer;
  private long dueNanos;

  SessionAlarm(Timers timers, MonotonicClock clock, Mailbox mailbox, Runnable onRing) {
    this.timers = timers;
    this.clock = clock;
    this.ring =
        mailbox
        .new Signal(
            () -> {
              timer = null;
              onRing.run();
            });
  }

  /** Rings at a time, or before. */
  void ringAt(long newDueNanos) {
    Timers.Timer set = timer;
    if (set != null && newDueNanos - dueNanos >= 0) {
      return;
    }
    if (set != null) {
      set.cancel();
    }
    dueNanos = newDueNanos;
    timer = timers.schedule(Math.max(0, newDueNanos - clock.nanoTime()), ring::raise);
  }

  void cancel() {
    Timers.Timer set = timer;
    if (set != null) {
      set.cancel();
      timer = null;
    }
  }
}
