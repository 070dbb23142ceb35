package io.seqsvr.cluster.core;

/**
 * What stands in a register of one incarnation.
 *
 * @param holder whose lease it is
 * @param terms as the holder wrote them; observers use these, not their own
 * @param share how much the holder is to serve beside others
 */
public record Lease(NodeIdentity holder, LeaseTerms terms, LeaseState state, Share share) {
  /** The same lease in another state. */
  public Lease in(LeaseState next) {
    return new Lease(holder, terms, next, share);
  }

  /** The name of the life that holds it. */
  public String incarnation() {
    return holder.incarnation();
  }
}
