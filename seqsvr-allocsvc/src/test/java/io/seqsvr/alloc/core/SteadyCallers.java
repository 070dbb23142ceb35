package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who takes numbers of one conversation in each of many sections, of their owners, without
 * a pause worth mentioning, and notes each refusal and each number that is not above the last one.
 *
 * <p>Thread-safe; calls on a thread of its own, which ends in {@link #close}.
 */
final class SteadyCallers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CONVERSATIONS = 64;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final NodeGroup group;
  private final AtomicLong served = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Confined to the thread. */
  private final long[] last = new long[CONVERSATIONS];

  private final Thread thread = new Thread(this::call, "steady-callers");
  private volatile boolean ending;

  SteadyCallers(NodeGroup group) {
    this.group = group;
    thread.start();
    awaitServed(CONVERSATIONS);
  }

  private void call() {
    for (int turn = 0; !ending; turn++) {
      int conversation = turn % CONVERSATIONS;
      try {
        long seq = group.owner(conversation).allocator().next(conversation, 1);
        assertThat(seq).isGreaterThan(last[conversation]);
        last[conversation] = seq;
        served.incrementAndGet();
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Waits for so many more answers. */
  void awaitServed(int calls) {
    long until = served.get() + calls;
    await("calls served").atMost(PATIENCE).until(() -> served.get() >= until);
  }

  /** Fails unless every call so far got a number above the one before. */
  void requireNothingRefused() {
    assertThat(failures).isEmpty();
  }

  @Override
  public void close() {
    ending = true;
    await("the end of the caller").atMost(PATIENCE).until(() -> !thread.isAlive());
  }
}
