package io.seqsvr.store.core;

import java.util.Optional;

/**
 * What becomes of one lease.
 *
 * @param isDone what the caller is told
 * @param isWrite whether the row has to be stored
 * @param row the lease after this decision; empty if there is none
 */
public record LeaseDecision(boolean isDone, boolean isWrite, Optional<LeaseRow> row) {
  static LeaseDecision write(LeaseRow row) {
    return new LeaseDecision(true, true, Optional.of(row));
  }

  static LeaseDecision leave(boolean isDone, Optional<LeaseRow> row) {
    return new LeaseDecision(isDone, false, row);
  }
}
