package io.seqsvr.store.core;

import java.util.List;

/** Changes that are known to be well formed; only {@link SequenceStore#check} makes one. */
public final class CheckedBatch {
  private final List<SectionChange> changes;

  CheckedBatch(List<? extends SectionChange> changes) {
    this.changes = List.copyOf(changes);
  }

  List<SectionChange> changes() {
    return changes;
  }
}
