package io.seqsvr.alloc.core;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.LeaseTerms;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Sections that the store does not give to this node yet, as a rule because their owner's lease has
 * not ended. That takes a lease and a margin; where it takes far longer somebody should hear of it,
 * once.
 *
 * <p>Confined to one thread.
 */
final class AwaitedSections {
  /** Leases after which waiting is not normal any more. */
  private static final int PATIENCE_LEASES = 4;

  private final MonotonicClock clock;
  private final AllocObserver observer;
  private final long patienceNanos;
  private final Map<Integer, SeqsvrException> refusals = new HashMap<>();
  private long sinceNanos;
  private boolean told;

  AwaitedSections(MonotonicClock clock, LeaseTerms lease, AllocObserver observer) {
    this.clock = clock;
    this.observer = observer;
    this.patienceNanos = PATIENCE_LEASES * lease.leaseNanos();
  }

  /** The store did not give it. */
  void onRefused(int section, SeqsvrException why) {
    if (refusals.isEmpty()) {
      sinceNanos = clock.nanoTime();
      told = false;
    }
    refusals.put(section, why);
    if (!told && clock.nanoTime() - sinceNanos >= patienceNanos) {
      told = true;
      observer.onSectionsAwaited(refusals.size(), why);
    }
  }

  /** Only these are wanted and do not serve yet; the others are not waited for any more. */
  void retain(Set<Integer> missing) {
    refusals.keySet().retainAll(missing);
  }
}
