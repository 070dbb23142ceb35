package io.seqsvr.cluster.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One of the two places where the leases of all incarnations stand. Every write but the first names
 * the version that it replaces.
 *
 * <p>Thread-safe; no method blocks. Each future ends within a bounded time, on any thread:
 * exceptionally with {@link RegisterUnavailableException} if the register did not answer. Then a
 * write may have happened, or may still happen. A read may show an earlier state; a conditional
 * write never acts on one.
 */
public interface LeaseRegister {
  /**
   * A lease as it stands.
   *
   * @param version to be named by the next write
   * @param stamp different after each write, also after a lease was removed and written again
   * @param order earlier leases have smaller ones; 0 where the register keeps no order
   */
  record Entry(Lease lease, long version, long stamp, long order) {}

  /** Writes the lease of an incarnation that has none here; empty if it has one. */
  CompletableFuture<Optional<Entry>> create(Lease lease);

  /**
   * Replaces a lease.
   *
   * @return what stands there now; empty if the lease is gone, has another version, or is FENCED.
   *     It is never said of an earlier write: only if this very one has moved the version
   */
  CompletableFuture<Optional<Entry>> replace(Lease next, long version);

  /** The lease of an incarnation, if there is one. */
  CompletableFuture<Optional<Entry>> read(String incarnation);

  /** All leases, in no order. */
  CompletableFuture<List<Entry>> readAll();

  /**
   * Removes a lease that is over; false if it is gone already, or if the register tidies up by
   * itself.
   */
  CompletableFuture<Boolean> remove(String incarnation);
}
