package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeLease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The sections of one node of several, some of them served, without a store. */
public final class PartAllocator {
  public static final int SECTIONS = 8;
  public static final long STEP = 1_000;

  public final AllocSettings settings =
      new AllocSettings(
          new ReservePolicy(STEP, 4 * STEP),
          500,
          1_000,
          16,
          1 << 14,
          1 << 12,
          LeaseTerms.of(Duration.ofSeconds(1)));
  public final QuietObserver observer = new QuietObserver();
  public final Allocator allocator;

  /** Serves the sections that {@code owned} accepts, with a lease that does not end. */
  public PartAllocator(IntPredicate owned) {
    NodeLease lease = new NodeLease(settings.lease(), () -> 0, InstantSource.fixed(Instant.EPOCH));
    lease.onRenewed(lease.now());
    List<Section> sections = new ArrayList<>();
    Demands nothing =
        new Demands() {
          @Override
          public void rebase(Section section) {}

          @Override
          public void reserve(Section section, HotCounter counter) {}
        };
    for (int id = 0; id < SECTIONS; id++) {
      Section section = new Section(id, settings, () -> 0, nothing, observer);
      if (owned.test(id)) {
        section.onLoading("attempt");
        section.onAcquired("attempt", lease, new Acquired(id, 1, 0, STEP), List.of(), null);
      }
      sections.add(section);
    }
    allocator = new Allocator(sections, settings, () -> 0, observer);
  }
}
