package io.seqsvr.message.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits, with a bound, for what other threads bring about. */
final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final long POLL_MILLIS = 2;

  private Await() {}

  /** Fails if the condition doesn't hold within 15 s. */
  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (long i = 0; i < LIMIT.toMillis() / POLL_MILLIS; i++) {
      if (condition.getAsBoolean() || never.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    throw new AssertionError("not within " + LIMIT + ": " + what);
  }
}
