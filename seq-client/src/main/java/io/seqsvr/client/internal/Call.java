package io.seqsvr.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call of the application from its start to its only outcome, over all its attempts.
 *
 * <p>A call is in one place at a time: waiting for the first routing table, in a node's queue, in
 * flight, or waiting for its next attempt. {@link #moveTo} and {@link #send} say how to take it out
 * of there; {@link #end} does so. While it is in none, exactly one thread moves it on.
 *
 * <p>Thread-safe; every field is guarded by this. No foreign code runs under the monitor. Lock
 * order: a queue's lock, then this.
 */
abstract sealed class Call<V> permits KeyedCall, RoutesCall {
  /** What a caller should wait who was refused by this client's own bounds. */
  static final Duration LOCAL_RETRY_AFTER = Duration.ofMillis(50);

  private static final Cancellable NOWHERE = () -> {};

  private final long deadlineNanos;
  private final Listener<V> listener;
  private Cancellable deadlineTimer = NOWHERE;
  private Cancellable place = NOWHERE;
  private boolean ended;
  private boolean routed;
  private boolean inFlight;
  private boolean outcomeOpen;
  private int failures;
  private @Nullable SeqsvrException lastRefusal;
  private @Nullable Throwable lastFailure;

  Call(long deadlineNanos, Listener<V> listener) {
    this.deadlineNanos = deadlineNanos;
    this.listener = listener;
  }

  /** Whether an attempt without an answer may have used up seqs. */
  abstract boolean consumes();

  final Listener<V> listener() {
    return listener;
  }

  /** Nanoseconds until the deadline, negative after it. */
  final long remainingNanos(long nowNanos) {
    return deadlineNanos - nowNanos;
  }

  /** Sets what watches the deadline. */
  final void watch(Cancellable timer) {
    synchronized (this) {
      if (!ended) {
        deadlineTimer = timer;
        return;
      }
    }
    timer.cancel();
  }

  /**
   * Puts the call somewhere to wait.
   *
   * @return false if it has ended: then it must not be put there
   */
  final synchronized boolean moveTo(Cancellable newPlace) {
    if (ended) {
      return false;
    }
    place = newPlace;
    return true;
  }

  /** Notes that a node is known that should answer. */
  final synchronized void onRouted() {
    routed = true;
  }

  /**
   * Begins an attempt.
   *
   * @return false if the call has ended: then it must not be sent
   */
  final synchronized boolean send(Cancellable rpc) {
    if (ended) {
      return false;
    }
    place = rpc;
    inFlight = true;
    return true;
  }

  /** A node, or this client before it asked one, refused. */
  final synchronized void onRefused(SeqsvrException refusal) {
    inFlight = false;
    failures++;
    lastRefusal = refusal;
  }

  /** An attempt, or one for the routing table that the call waits for, brought no answer. */
  final synchronized void onUnanswered(Throwable cause, boolean mayHaveEffect) {
    inFlight = false;
    failures++;
    outcomeOpen |= mayHaveEffect;
    lastFailure = cause;
  }

  /**
   * Gives an attempt up that is silent. What it may have done stays unknown.
   *
   * @param rpc the attempt, as it was given to {@link #send}
   * @return false if the call has ended or is elsewhere: then it must not be moved on
   */
  final synchronized boolean abandon(Cancellable rpc, Throwable cause) {
    if (ended || place != rpc) {
      return false;
    }
    place = NOWHERE;
    inFlight = false;
    failures++;
    outcomeOpen = true;
    lastFailure = cause;
    return true;
  }

  /** Refusals and attempts without an answer so far. */
  final synchronized int failures() {
    return failures;
  }

  /**
   * Ends the call and takes it out of where it is.
   *
   * @return true for the first who ends it: he alone reports the outcome
   */
  final boolean end() {
    Cancellable timer;
    Cancellable from;
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
      timer = deadlineTimer;
      from = place;
      place = NOWHERE;
    }
    timer.cancel();
    from.cancel();
    return true;
  }

  /**
   * The outcome after a refusal that another attempt wouldn't change. A refusal tells the caller
   * that nothing was consumed: it can't stand if an earlier attempt may have.
   */
  final synchronized Outcome<V> refusedForGood(SeqsvrException refusal) {
    if (consumes() && outcomeOpen) {
      return new Outcome.Unknown<>("refused, after an attempt without an answer", refusal);
    }
    return new Outcome.Refusal<>(refusal);
  }

  /** The outcome if there is to be no further attempt. */
  final synchronized Outcome<V> givenUp(String why) {
    if (outcomeOpen || inFlight) {
      return new Outcome.Unknown<>(why, lastFailure != null ? lastFailure : lastRefusal);
    }
    if (lastRefusal != null) {
      return new Outcome.Refusal<>(lastRefusal);
    }
    if (lastFailure != null || !routed) {
      return new Outcome.Refusal<>(unreachable(lastFailure));
    }
    return new Outcome.Refusal<>(
        SeqsvrException.retryable(
            ErrorReason.OVERLOADED,
            "the deadline passed while the call waited behind others, before it was sent",
            LOCAL_RETRY_AFTER));
  }

  /** The outcome if the client closes now. */
  final synchronized Outcome<V> closed() {
    return consumes() && (outcomeOpen || inFlight)
        ? new Outcome.Unknown<>("the client was closed before the answer came", lastFailure)
        : new Outcome.Closed<>();
  }

  private static SeqsvrException unreachable(@Nullable Throwable cause) {
    SeqsvrException refusal =
        SeqsvrException.retryable(
            ErrorReason.NOT_OWNER,
            "no owner could be reached; nothing was sent"
                + (cause == null ? "" : ": " + cause.getMessage()),
            LOCAL_RETRY_AFTER);
    if (cause != null) {
      refusal.addSuppressed(cause);
    }
    return refusal;
  }
}
