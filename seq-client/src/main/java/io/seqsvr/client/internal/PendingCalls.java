package io.seqsvr.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The calls that have no outcome yet: a bounded number, each with a timer for its own deadline, so
 * that nobody waits longer than he asked for, wherever his call is.
 *
 * <p>Thread-safe, without locks of its own. Outcomes that can run the application's code are
 * delivered by {@code userCode}, all others by the thread that ends the call.
 */
final class PendingCalls {
  private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
  private final Semaphore free;
  private final EngineLimits limits;
  private final Scheduler scheduler;
  private final Executor userCode;
  private final Executor stages;

  /** Set before {@link #closeAll} looks for calls; read after a call is added. */
  private volatile boolean closed;

  PendingCalls(EngineLimits limits, Scheduler scheduler, Executor userCode) {
    this.free = new Semaphore(limits.maxPending());
    this.limits = limits;
    this.scheduler = scheduler;
    this.userCode = userCode;
    this.stages = new StageRunner(userCode);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Lets a call begin.
   *
   * @return false if it has ended already: there are too many, or the client is closed
   */
  boolean admit(Call<?> call) {
    if (!free.tryAcquire()) {
      end(call, tooMany());
      return false;
    }
    calls.add(call);
    call.watch(scheduler.schedule(() -> expire(call), limits.timeoutNanos()));
    if (closed) {
      // Looked at only now, so that a call that closeAll did not see sees closeAll.
      close(call);
      return false;
    }
    return true;
  }

  /** Ends a call, unless it has ended already. */
  <V> void end(Call<V> call, Outcome<V> outcome) {
    end(call, outcome, stages);
  }

  /**
   * Ends a call, unless it has ended already.
   *
   * @param forUserCode runs the delivery if that can run the application's code
   */
  <V> void end(Call<V> call, Outcome<V> outcome, Executor forUserCode) {
    if (!call.end()) {
      return;
    }
    release(call);
    Listener<V> listener = call.listener();
    if (listener.runsUserCode()) {
      forUserCode.execute(() -> listener.onOutcome(outcome));
    } else {
      listener.onOutcome(outcome);
    }
  }

  /** Ends a call that its caller doesn't wait for any more: nobody is told. */
  void abandon(Call<?> call) {
    if (call.end()) {
      release(call);
    }
  }

  /** Delivers the outcomes of a whole batch in one go. */
  void deliver(List<Runnable> deliveries) {
    if (!deliveries.isEmpty()) {
      userCode.execute(() -> deliveries.forEach(Runnable::run));
    }
  }

  /** Ends all calls and admits no more. */
  void closeAll() {
    closed = true;
    calls.forEach(this::close);
  }

  private <V> void expire(Call<V> call) {
    long millis = limits.timeoutNanos() / 1_000_000;
    end(call, call.givenUp("no answer within " + millis + " ms"));
  }

  private <V> void close(Call<V> call) {
    end(call, call.closed());
  }

  private void release(Call<?> call) {
    if (calls.remove(call)) {
      free.release();
    }
  }

  private <V> Outcome<V> tooMany() {
    return new Outcome.Refusal<>(
        SeqsvrException.retryable(
            ErrorReason.OVERLOADED,
            "this client has " + limits.maxPending() + " calls pending, its maxPending",
            Call.LOCAL_RETRY_AFTER));
  }
}
