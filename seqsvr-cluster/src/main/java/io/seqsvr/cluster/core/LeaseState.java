package io.seqsvr.cluster.core;

/** What a register says of a lease. */
public enum LeaseState {
  /** The holder may serve, as long as its own clock says so. */
  HELD,

  /**
   * The register that is renewed as a rule has stood still; the holder may set it to HELD again.
   */
  EXPIRED,

  /** The lease is over for good: the register that decides says so. */
  FENCED
}
