package io.seqsvr.alloc.grpc;

import io.grpc.Status;
import java.io.Serial;

/**
 * A call was passed on to its owner, and no answer came: it may have had its effect. Carries no
 * stack trace: like a refusal, it is an answer.
 */
public final class OutcomeUnknownException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean late;

  OutcomeUnknownException(Status status) {
    super(
        "no answer from the section's owner; the call may have had its effect: " + status.getCode(),
        null,
        true,
        false);
    this.late = status.getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  /** Whether the time was over, rather than the connection broken. */
  public boolean isLate() {
    return late;
  }
}
