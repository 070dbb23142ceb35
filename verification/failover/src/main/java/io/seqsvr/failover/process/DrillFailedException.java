package io.seqsvr.failover.process;

import java.io.Serial;

/**
 * A drill that shows nothing or shows a defect: a process that does not start, a fault that did not
 * bite, a service that does not come back, a promise that was broken.
 */
public final class DrillFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what was wrong. */
  public DrillFailedException(String message) {
    super(message);
  }
}
