package io.seqsvr.client.internal;

import java.io.Serial;

/**
 * Why a node gave no answer: its address and what the transport says about it. Has no stack trace,
 * since it is made for each failed attempt and the place in this client says nothing.
 */
public final class NodeFailedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public NodeFailedException(HostPort address, Throwable cause) {
    super(address + ": " + describe(cause), cause, true, false);
  }

  private static String describe(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == failure
        ? String.valueOf(failure.getMessage())
        : failure.getMessage() + ": " + root.getMessage();
  }
}
