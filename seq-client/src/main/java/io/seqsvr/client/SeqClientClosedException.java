package io.seqsvr.client;

import java.io.Serial;

/**
 * The client was closed before the call, or while it was waiting to be sent. Nothing was consumed.
 */
public final class SeqClientClosedException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  /** An exception with the message that the client is closed. */
  public SeqClientClosedException() {
    super("the client is closed");
  }
}
