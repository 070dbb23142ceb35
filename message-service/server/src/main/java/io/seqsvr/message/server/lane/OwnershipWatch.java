package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Looks from time to time whether the lanes are still this process's, until they are not. One look
 * at a time; one that finds no answer, or no thread, is made again at the next time. Thread-safe.
 */
public final class OwnershipWatch implements AutoCloseable {
  private final Lanes lanes;
  private final LaneScheduler scheduler;
  private final Executor readers;
  private final LaneObserver observer;
  private final long periodNanos;
  private volatile boolean closed;

  private OwnershipWatch(
      Lanes lanes,
      LaneScheduler scheduler,
      Executor readers,
      LaneObserver observer,
      Duration period) {
    this.lanes = lanes;
    this.scheduler = scheduler;
    this.readers = readers;
    this.observer = observer;
    this.periodNanos = period.toNanos();
  }

  /**
   * Begins.
   *
   * @param readers may block in a look
   * @param observer told of looks that failed as none should
   * @param period between the end of a look and the next one
   */
  public static OwnershipWatch begin(
      Lanes lanes,
      LaneScheduler scheduler,
      Executor readers,
      LaneObserver observer,
      Duration period) {
    OwnershipWatch watch = new OwnershipWatch(lanes, scheduler, readers, observer, period);
    watch.again();
    return watch;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void again() {
    if (closed) {
      return;
    }
    try {
      scheduler.schedule(this::begin, periodNanos);
    } catch (RejectedExecutionException e) {
      closed = true; // the process ends
    }
  }

  private void begin() {
    try {
      readers.execute(this::look);
    } catch (RejectedExecutionException busy) {
      again();
    }
  }

  private void look() {
    if (maybeOwned()) {
      again();
    }
  }

  /** What the database does not say now it says at the next look; writes are fenced meanwhile. */
  private boolean maybeOwned() {
    try {
      return lanes.checkOwnership();
    } catch (SeqsvrException notKnown) {
      return true;
    } catch (RuntimeException e) {
      observer.onUnexpected(e);
      return true;
    }
  }
}
