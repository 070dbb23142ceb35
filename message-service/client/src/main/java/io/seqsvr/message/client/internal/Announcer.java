package io.seqsvr.message.client.internal;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application whether the client is connected, one call after the other. Only the latest
 * state counts: a slow application may miss a short connection. Thread-safe, guarded by {@code
 * this}; the application is called without the lock.
 */
final class Announcer {
  private static final System.Logger LOG = System.getLogger("io.seqsvr.message.client");

  private final Observer observer;
  private final Executor pool;
  private boolean running;
  private boolean connected;
  private boolean connectedTold;
  private @Nullable String stopped;
  private boolean stoppedTold;

  Announcer(Observer observer, Executor pool) {
    this.observer = observer;
    this.pool = pool;
  }

  synchronized void connected(boolean now) {
    connected = now;
    begin();
  }

  synchronized void stopped(String reason) {
    stopped = reason;
    begin();
  }

  private synchronized void begin() {
    if (!running) {
      running = true;
      pool.execute(this::run);
    }
  }

  private void run() {
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "the listener failed", e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    if (connected != connectedTold) {
      boolean now = connected;
      connectedTold = now;
      return () -> observer.onConnected(now);
    }
    String reason = stopped;
    if (reason != null && !stoppedTold) {
      stoppedTold = true;
      return () -> observer.onStopped(reason);
    }
    running = false;
    return null;
  }
}
