package io.seqsvr.store.core;

import java.util.Optional;

/**
 * Ends a lease for good, by an observer that has seen it unmoved for long enough, or by its holder
 * that leaves. One that is FENCED already is done: nothing ever changes it, so it is all the same
 * who did it and when.
 *
 * @param expectedVersion the version that was seen unmoved
 */
public record FenceLease(String incarnation, long expectedVersion) implements LeaseChange {
  @Override
  public void validate() {
    Fields.checkId("incarnation", incarnation);
    Fields.checkRange("expected_version", expectedVersion, 1, Long.MAX_VALUE - 1);
  }

  @Override
  public LeaseDecision decide(Optional<LeaseRow> found, long nowMillis) {
    if (found.isEmpty()) {
      return LeaseDecision.leave(false, found);
    }
    LeaseRow row = found.get();
    if (row.isFenced()) {
      return LeaseDecision.leave(true, found);
    }
    return row.version() == expectedVersion
        ? LeaseDecision.write(row.next(LeaseRow.State.FENCED, nowMillis))
        : LeaseDecision.leave(false, found);
  }
}
