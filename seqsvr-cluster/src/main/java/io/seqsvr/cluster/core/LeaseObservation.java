package io.seqsvr.cluster.core;

/**
 * The observer's side of a lease: whether another incarnation's lease has stood unmoved for so long
 * that its holder has stopped by its own clock. Compares readings of this process's clock only.
 *
 * <p>Confined to one thread.
 */
public final class LeaseObservation {
  private long seenVersion = -1;
  private long seenNanos;

  /**
   * A reply showed the lease.
   *
   * @param version the register's version in that reply
   * @param terms the terms that stand in the lease
   * @param replyNanos the clock's reading after the reply arrived
   * @return whether the lease may be ended, by a conditional write on that very version
   */
  public boolean onSeen(long version, LeaseTerms terms, long replyNanos) {
    if (version != seenVersion) {
      seenVersion = version;
      seenNanos = replyNanos;
      return false;
    }
    return replyNanos - seenNanos >= terms.observerNanos();
  }
}
