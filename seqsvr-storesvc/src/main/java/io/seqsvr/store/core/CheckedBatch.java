package io.seqsvr.store.core;

import java.util.List;

/**
 * Entries that are known to be well formed; only {@link SequenceStore}'s checks make one.
 *
 * @param <T> what the entries are
 */
public final class CheckedBatch<T> {
  private final List<T> entries;

  CheckedBatch(List<? extends T> entries) {
    this.entries = List.copyOf(entries);
  }

  List<T> entries() {
    return entries;
  }
}
