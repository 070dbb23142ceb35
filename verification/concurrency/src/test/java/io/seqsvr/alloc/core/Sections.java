package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeLease;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Sections that are served from the start, with a step of 10, and what the tests ask of them. */
final class Sections {
  static final long STEP = 10;

  /** What a refused call stands for. */
  static final long REFUSED = -1;

  /** When everything happens. */
  static final long NOW = 0;

  private static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofSeconds(1));
  private static final AllocSettings SETTINGS =
      new AllocSettings(new ReservePolicy(STEP, 10 * STEP), 5, 10, 4, 64, 4, TERMS);
  private static final NodeLease LEASE = new NodeLease(TERMS, () -> NOW, InstantSource.system());
  private static final AllocObserver NOBODY =
      (AllocObserver)
          Proxy.newProxyInstance(
              Sections.class.getClassLoader(),
              new Class<?>[] {AllocObserver.class},
              (proxy, method, arguments) -> null);

  static {
    LEASE.onRenewed(LEASE.now());
  }

  private Sections() {}

  /** A section of epoch 1 that nobody has used. */
  static Section served() {
    Section section = new Section(0, SETTINGS, () -> NOW, new NoDemands(), NOBODY);
    acquire(section, 1, 0, List.of());
    return section;
  }

  /** The section becomes this node's. */
  static void acquire(Section section, long epoch, long base, List<CounterRow> rows) {
    String attempt = "attempt " + epoch;
    section.onLoading(attempt);
    section.onAcquired(
        attempt, LEASE, new Acquired(section.id(), epoch, base, base + STEP), rows, null);
  }

  /** The next seq, or {@link #REFUSED}. */
  static long next(Section section, long hash) {
    try {
      return section.next(hash, 1, NOW);
    } catch (SeqsvrException e) {
      return REFUSED;
    }
  }

  /** Takes so many seqs of a conversation, which are there. */
  static void use(Section section, long hash, int count) {
    for (int i = 0; i < count; i++) {
      var unused = section.next(hash, 1, NOW);
    }
  }

  /** The ceiling of the conversations without one of their own. */
  static long ceiling(Section section) {
    return ownership(section).ceiling();
  }

  /** The hot counter of a conversation that has one. */
  static HotCounter hot(Section section, long hash) {
    HotCounter own = ownership(section).hot().find(hash);
    if (own == null) {
      throw new IllegalStateException("not hot: " + hash);
    }
    return own;
  }

  private static SectionState.Ownership ownership(Section section) {
    SectionState.Ownership owned = section.state().ownership();
    if (owned == null) {
      throw new IllegalStateException("not served: " + section.state().phase());
    }
    return owned;
  }

  private static final class NoDemands implements Demands {
    @Override
    public void rebase(Section section) {}

    @Override
    public void reserve(Section section, HotCounter counter) {}
  }
}
