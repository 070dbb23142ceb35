package io.seqsvr.bench.host;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started, to be closed in the opposite order. Thread-safe: {@code this} guards it. */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T part) {
    started.push(part);
    return part;
  }

  /** The first failure does not keep the others. */
  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        System.err.println("at the end: " + e);
      }
    }
  }
}
