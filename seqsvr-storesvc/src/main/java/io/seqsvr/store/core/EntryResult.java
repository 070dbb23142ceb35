package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import java.util.Optional;

/** What became of one entry of a call. */
public interface EntryResult {
  /** Why the entry is refused; empty if it is carried out, now or before. */
  Optional<SeqsvrException> refusal();
}
