package io.seqsvr.message.server.core;

import io.seqsvr.api.error.SeqsvrException;
import java.io.Serial;

/**
 * Nobody knows yet whether a change is committed; the same change again will tell. No refusal: that
 * would say that nothing was changed.
 */
public final class OutcomeUnknownException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * For one change.
   *
   * @param reason why nobody knows
   */
  public OutcomeUnknownException(SeqsvrException reason) {
    super(reason.getMessage(), reason);
  }
}
