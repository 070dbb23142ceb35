package io.seqsvr.failover.call;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.history.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a node said to one entry.
 *
 * @param first first seq; only read if OK
 * @param reason why it was refused; null if it was not
 */
public record Answer(Outcome outcome, long first, @Nullable ErrorReason reason) {
  /** Seqs. */
  public static Answer ok(long first) {
    return new Answer(Outcome.OK, first, null);
  }

  /** A typed refusal, with which a node says that nothing was issued. */
  public static Answer refused(ErrorReason reason) {
    return new Answer(Outcome.FAIL, 0, reason);
  }

  /** No answer, or none that proves anything. */
  public static Answer unknown() {
    return new Answer(Outcome.UNKNOWN, 0, null);
  }
}
