package io.seqsvr.store.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls on a bounded number of workers, behind a bounded queue, and answers each of them in
 * time whatever the database does. Thread-safe; {@link #run} never blocks.
 *
 * <p>A call that finds the queue full is refused with OVERLOADED. One whose time is up is answered
 * with STORE_UNAVAILABLE a little before the caller's own deadline, so that the caller learns a
 * reason and not only that time has passed; if it has not begun by then, it never does. A worker
 * that is stuck in the database at that moment is set free by the database's own timeouts.
 */
public final class CallRunner implements AutoCloseable {
  private static final Duration RETRY_WHEN_OVERLOADED = Duration.ofMillis(100);
  private static final Duration RETRY_WHEN_LATE = Duration.ofMillis(500);

  /** The answer needs its own time to get to the caller: a fifth of the deadline, at most this. */
  private static final long MAX_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timer;
  private final StoreMetrics metrics;
  private final long callTimeoutNanos;

  /**
   * @param workers calls that run at a time
   * @param maxQueued calls that may wait for a worker
   * @param callTimeout for calls without a deadline, or with a later one
   */
  public CallRunner(int workers, int maxQueued, Duration callTimeout, StoreMetrics metrics) {
    this.workers =
        new ThreadPoolExecutor(
            workers,
            workers,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxQueued),
            threads("seqsvr-store-call-"));
    this.timer = new ScheduledThreadPoolExecutor(1, threads("seqsvr-store-timer-"));
    this.timer.setRemoveOnCancelPolicy(true);
    this.metrics = metrics;
    this.callTimeoutNanos = callTimeout.toNanos();
    metrics.watch(this.workers);
  }

  StoreMetrics metrics() {
    return metrics;
  }

  /** Answers a call that needs no database. */
  <R> void answer(String call, StreamObserver<R> observer, R reply) {
    new Answer<>(call, observer, metrics).succeed(reply);
  }

  /**
   * Answers a call that needs the database.
   *
   * @param check runs at once on this thread; throws if the call is refused, or gives the work
   */
  <R> void run(String call, StreamObserver<R> observer, Supplier<Supplier<R>> check) {
    Answer<R> answer = new Answer<>(call, observer, metrics);
    try {
      Supplier<R> work = check.get();
      Future<?> alarm =
          timer.schedule(() -> answer.fail(late()), budgetNanos(), TimeUnit.NANOSECONDS);
      enqueue(answer, work, alarm);
    } catch (RuntimeException e) {
      answer.fail(e);
    }
  }

  private <R> void enqueue(Answer<R> answer, Supplier<R> work, Future<?> alarm) {
    try {
      workers.execute(() -> work(answer, work, alarm));
    } catch (RejectedExecutionException e) {
      alarm.cancel(false);
      answer.fail(
          SeqsvrException.retryable(
              ErrorReason.OVERLOADED,
              "too many calls wait for the store's database",
              RETRY_WHEN_OVERLOADED));
    }
  }

  private static <R> void work(Answer<R> answer, Supplier<R> work, Future<?> alarm) {
    if (answer.isGiven()) {
      return;
    }
    try {
      answer.succeed(work.get());
    } catch (RuntimeException e) {
      answer.fail(e);
    } catch (Error e) {
      // The alarm ends below: without an answer here a caller without a deadline waits for ever.
      answer.fail(e);
      throw e;
    } finally {
      alarm.cancel(false);
    }
  }

  private long budgetNanos() {
    @Nullable Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return callTimeoutNanos;
    }
    long leftNanos = deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return Math.min(callTimeoutNanos, leftNanos - Math.min(leftNanos / 5, MAX_MARGIN_NANOS));
  }

  private static SeqsvrException late() {
    return SeqsvrException.retryable(
        ErrorReason.STORE_UNAVAILABLE,
        "the store's database did not answer in time",
        RETRY_WHEN_LATE);
  }

  private static ThreadFactory threads(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = Executors.defaultThreadFactory().newThread(task);
      thread.setName(prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Ends the workers; calls that still wait are not begun, and those that run are not awaited. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
  }
}
