package io.seqsvr.store.core;

import java.util.Optional;

/** A change of one incarnation's lease that a caller asks for. Immutable. */
public sealed interface LeaseChange permits RenewLease, FenceLease {
  /** Whose lease it is about. */
  String incarnation();

  /**
   * Checks every field.
   *
   * @throws io.seqsvr.api.error.SeqsvrException INVALID_ARGUMENT with field and limit
   */
  void validate();

  /**
   * What becomes of the lease; pure. Asked again about the row that it made itself, it changes
   * nothing.
   *
   * @param row as it is under a lock that lasts until the decision is durable; empty if there is
   *     none
   * @param nowMillis stamp of a row that is written
   * @throws io.seqsvr.api.error.SeqsvrException INVALID_ARGUMENT if the row says otherwise what
   *     never changes
   */
  LeaseDecision decide(Optional<LeaseRow> row, long nowMillis);
}
