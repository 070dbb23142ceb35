package io.seqsvr.cluster.core;

import io.seqsvr.api.time.MonotonicClock;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps one incarnation's lease renewed in its register. A renewal counts from before it was sent,
 * and only if it was acknowledged.
 *
 * <p>Confined to one thread, the one that calls {@link #renew}; the {@link NodeLease} that it feeds
 * is read by all.
 */
public final class LeaseKeeper {
  private final NodeIdentity self;
  private final LeaseRegister register;
  private final NodeLease lease;
  private final MonotonicClock clock;
  private long version = -1;

  public LeaseKeeper(
      NodeIdentity self, LeaseRegister register, NodeLease lease, MonotonicClock clock) {
    this.self = self;
    this.register = register;
    this.lease = lease;
    this.clock = clock;
  }

  /**
   * Writes the lease, or renews it.
   *
   * @return false if the lease is over for good: an observer ended it, or it was removed
   * @throws RegisterUnavailableException if the register does not answer; call again soon
   */
  public boolean renew() throws RegisterUnavailableException {
    long sentNanos = clock.nanoTime();
    if (version < 0) {
      version = register.create(self, lease.terms());
      lease.onRenewed(sentNanos);
      return true;
    }
    OptionalLong renewed = register.renew(self, lease.terms(), version);
    if (renewed.isPresent()) {
      version = renewed.getAsLong();
      lease.onRenewed(sentNanos);
      return true;
    }
    return adoptOwnWrite();
  }

  /**
   * The version moved. Either an observer ended the lease, or an earlier renewal whose
   * acknowledgement was lost took effect after all; that one is adopted without counting it.
   */
  private boolean adoptOwnWrite() throws RegisterUnavailableException {
    Optional<LeaseRegister.Entry> found = register.read(self.incarnation());
    if (found.isEmpty() || found.get().expired()) {
      lease.onOver();
      return false;
    }
    version = found.get().version();
    return true;
  }
}
