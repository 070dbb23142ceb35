package io.seqsvr.cluster.core;

/** Hears what becomes of a lease. Called on the loop of the lease; must not block or throw. */
public interface LeaseListener {
  /**
   * A renewal was acknowledged.
   *
   * @param inRow whether in the register that is renewed only when the other one does not answer
   */
  void onRenewed(boolean inRow);

  /** A register did not answer in time. */
  void onSilent(Register register, Throwable why);

  /** Both registers hold the lease now: sections may be owned. */
  void onEstablished();

  /** The lease is over for good: the node goes on as a new incarnation. */
  void onOver();
}
