package io.seqsvr.failover.call;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A call as its caller saw it.
 *
 * @param section of its key
 * @param reason why it was refused; null if it was not
 */
public record Seen(Source source, NextCall call, int section, @Nullable ErrorReason reason) {
  /** Who called. */
  public enum Source {
    /** The client SDK, which finds the owner and repeats what it may. */
    CLIENT,

    /** One attempt, at the node that the newest table names. */
    DIRECT,

    /** One attempt, at a node that was hurt. */
    STALE,

    /** One attempt, to see whether a section is served. */
    PROBE
  }

  /** Whether seqs were received. */
  public boolean isOk() {
    return call.outcome() == Outcome.OK;
  }

  /** Whether it began within a time. */
  public boolean beganIn(long fromNanos, long toNanos) {
    return call.startNanos() - fromNanos >= 0 && call.startNanos() - toNanos < 0;
  }

  /** For a person. */
  public String failure() {
    return reason == null ? "no answer" : reason.name();
  }
}
