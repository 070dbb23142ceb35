package io.seqsvr.cluster.core;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the leases of all incarnations stand. Every write but the first names the version that it
 * replaces; versions of one lease only grow.
 *
 * <p>Thread-safe. Each method may block until the register answers or its own timeout has passed.
 */
public interface LeaseRegister {
  /**
   * A lease as it stands.
   *
   * @param version changes with every write
   * @param terms as its holder wrote them
   * @param expired whether an observer has ended it; such a lease is never renewed
   */
  record Entry(long version, LeaseTerms terms, boolean expired) {}

  /**
   * Writes a new incarnation's lease.
   *
   * @return its version
   */
  long create(NodeIdentity holder, LeaseTerms terms) throws RegisterUnavailableException;

  /**
   * Renews a lease, by its holder.
   *
   * @param version the version that the holder wrote last
   * @return the new version; empty if the lease is gone or has another version
   */
  OptionalLong renew(NodeIdentity holder, LeaseTerms terms, long version)
      throws RegisterUnavailableException;

  /** The lease of an incarnation, if there is one. */
  Optional<Entry> read(String incarnation) throws RegisterUnavailableException;

  /**
   * Ends a lease, by an observer.
   *
   * @return whether the lease had that version and is expired now
   */
  boolean expire(NodeIdentity holder, LeaseTerms terms, long version)
      throws RegisterUnavailableException;

  /** Removes a lease that is over. Nothing happens if there is none. */
  void remove(String incarnation) throws RegisterUnavailableException;
}
