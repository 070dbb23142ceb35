package io.seqsvr.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A call ended without an answer: the deadline passed, or the connection broke and no repetition
 * got through. It may have consumed seqs. These are never handed out again: calling once more is
 * safe, and leaves at most a gap. A conversation that was to be raised may have been.
 *
 * <p>A refusal, after which surely nothing is consumed, is a {@link
 * io.seqsvr.api.error.SeqsvrException}.
 */
public final class SeqOutcomeUnknownException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param cause what the last attempt failed with, or null if there was no answer at all
   */
  public SeqOutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
