package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Row;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives back sections that the store takes for this node's, and that it neither serves nor is to
 * serve: an acquisition that was carried out though its answer was lost, a release that was not, or
 * a late copy of either. Without that nobody could ever have them, because this node's lease goes
 * on.
 *
 * <p>They are found by looking at the rows: after anything that leaves a doubt, and now and then,
 * because a copy of a call may come later than any doubt lasts. What is released so was not served
 * by this node since, or the row's epoch would be another.
 *
 * <p>Confined to one thread, which blocks while the store answers.
 */
final class StraySections {
  /** Looks without a reason, one in so many leases. */
  private static final int LEASES = 10;

  private final SectionStore store;
  private final MonotonicClock clock;
  private final AllocObserver observer;
  private final long intervalNanos;
  private boolean doubt = true;
  private long lookedNanos;

  StraySections(
      SectionStore store, MonotonicClock clock, AllocObserver observer, LeaseTerms terms) {
    this.store = store;
    this.clock = clock;
    this.observer = observer;
    this.intervalNanos = LEASES * terms.leaseNanos();
    this.lookedNanos = clock.nanoTime();
  }

  /** A section has been given up, and what the store makes of it is not known for sure. */
  void onDoubt() {
    doubt = true;
  }

  /**
   * Looks, if it is time, and gives back what is found.
   *
   * @throws SeqsvrException STORE_UNAVAILABLE; call again soon
   */
  void sweep(RoutingTable routes, NodeIdentity self, List<Section> sections) {
    long nowNanos = clock.nanoTime();
    if (!doubt && nowNanos - lookedNanos < intervalNanos) {
      return;
    }
    List<Surrender> strays = new ArrayList<>();
    for (Row row :
        SectionLoader.inspect(store, routes.cluster(), 0, routes.cluster().sectionCount() - 1)) {
      if (row.owner().equals(self.incarnation())
          && !routes.isOwner(self.incarnation(), row.section())
          && sections.get(row.section()).state().phase() == SectionPhase.UNOWNED) {
        strays.add(new Surrender(row.section(), row.epoch(), null));
      }
    }
    if (!strays.isEmpty()) {
      store.release(routes.cluster(), strays);
      observer.onStraysReleased(strays.size());
    }
    doubt = false;
    lookedNanos = nowNanos;
  }
}
