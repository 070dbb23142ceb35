package io.seqsvr.cli.demo.seqs;

import io.seqsvr.api.error.SeqsvrException;

/** How one call for the next seq ended. */
sealed interface Answer {
  /** A seq was received. */
  record Issued(long seq) implements Answer {}

  /** The service said no; nothing was consumed. */
  record Refused(SeqsvrException refusal) implements Answer {}

  /** No answer came; a seq may have been consumed. */
  record Unknown(String problem) implements Answer {}
}
