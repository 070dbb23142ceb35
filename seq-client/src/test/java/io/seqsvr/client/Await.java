package io.seqsvr.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about. */
final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 2;

  private Await() {}

  /** Returns as soon as the condition holds; fails if it doesn't within 10 s. */
  static void until(String what, BooleanSupplier condition) {
    CountDownLatch never = new CountDownLatch(1);
    long polls = LIMIT.toMillis() / POLL_MILLIS;
    for (long i = 0; i < polls; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      try {
        if (never.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("unreachable");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting until " + what, e);
      }
    }
    throw new AssertionError("not within " + LIMIT + ": " + what);
  }
}
