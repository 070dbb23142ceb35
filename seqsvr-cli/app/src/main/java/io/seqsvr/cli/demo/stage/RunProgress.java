package io.seqsvr.cli.demo.stage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far a replay is, to be waited for, and the word to give up.
 *
 * <p>Thread-safe. {@code served} is counted without a lock; {@code lock} guards the rest, and is
 * taken by a caller only where its message reaches the awaited number.
 */
public final class RunProgress {
  private final int messages;
  private final AtomicInteger served = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile int awaited = Integer.MAX_VALUE;
  private volatile boolean abandoned;

  /** A run of so many messages, none of them served. */
  public RunProgress(int messages) {
    this.messages = messages;
  }

  /** Counts one. */
  public void servedOne() {
    if (served.incrementAndGet() >= awaited) {
      signalAll();
    }
  }

  /** How many are served. */
  public int served() {
    return served.get();
  }

  /** How many there are. */
  public int messages() {
    return messages;
  }

  /** Waits until so many messages are served, the time is over, or the replay is abandoned. */
  public void awaitServed(int count, long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaited = count;
      long left = timeoutNanos;
      while (served.get() < count && !abandoned && left > 0) {
        left = changed.awaitNanos(left);
      }
      awaited = Integer.MAX_VALUE;
    } finally {
      lock.unlock();
    }
  }

  /** Tells all callers to end after their present call. */
  public void abandon() {
    abandoned = true;
    signalAll();
  }

  /** Whether it was given up. */
  public boolean isAbandoned() {
    return abandoned;
  }

  /**
   * Waits before a call is tried again.
   *
   * @return false if there is no reason to try again
   */
  public boolean pause(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!abandoned && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !abandoned;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #awaitServed}, however long it takes. */
  public void awaitServed(int count) throws InterruptedException {
    while (served.get() < count && !abandoned) {
      awaitServed(count, TimeUnit.MINUTES.toNanos(1));
    }
  }

  private void signalAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
