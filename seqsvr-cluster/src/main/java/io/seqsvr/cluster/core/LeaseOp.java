package io.seqsvr.cluster.core;

/**
 * One thing that a holder asks of one register.
 *
 * @param kind what is asked
 * @param version the version that a write replaces
 * @param sent the moment before it was sent
 * @param suspicion the suspicion that a renewal of the row ends when it is acknowledged, or 0
 */
record LeaseOp(Kind kind, long version, NodeLease.Sent sent, long suspicion) {
  enum Kind {
    /** Write the lease where there is none. */
    CREATE,
    /** Write it again, from the version that is known. */
    RENEW,
    /** Find out what stands there. */
    READ
  }
}
