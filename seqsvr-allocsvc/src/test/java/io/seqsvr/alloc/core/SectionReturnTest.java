package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.alloc.core.InMemoryStore.Call;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.Share;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * More sections than one group, loaded and given back without threads. Hunts a node that stops
 * serving before it must, or that never ends.
 */
class SectionReturnTest {
  private static final int SECTIONS = 256;
  private static final int LAST = SECTIONS - 1;

  private final AtomicLong nanos = new AtomicLong();
  private final QuietObserver observer = new QuietObserver();
  private final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(60));
  private final NodeLease lease = new NodeLease(terms, nanos::get, InstantSource.system());
  private final AllocSettings settings =
      new AllocSettings(new ReservePolicy(1_000, 4_000), 500, 1_000, 16, 64, 8, terms);
  private final ClusterIdentity cluster = new ClusterIdentity(RandomId.next(), SECTIONS, "xxh3-64");
  private final InMemoryStore store = new InMemoryStore(cluster);

  private List<Section> sections = List.of();

  @BeforeEach
  void load() {
    lease.onRenewed(lease.now());
    sections = loaded();
    sections.forEach(section -> next(section.id()));
  }

  @Test
  void sectionsOfLaterGroupsServeWhileEarlierOnesAreStored() {
    store.setAfterwards(
        Call.WRITE_SNAPSHOTS,
        () -> {
          assertThat(next(LAST)).isEqualTo(2);
          assertThat(phase(0)).isEqualTo(SectionPhase.DRAINING);
        });
    giveBack();
    assertThat(observer.sectionsReleased.sum()).isEqualTo(SECTIONS);
    assertThat(sections).allMatch(section -> phase(section.id()) == SectionPhase.UNOWNED);
    sections = loaded();
    assertThat(next(0)).isEqualTo(2);
    assertThat(next(LAST)).isEqualTo(3);
    assertThat(next(LAST - 1)).isEqualTo(2);
  }

  /** A store that takes that long for each call would hold up the end of the process. */
  @Test
  void noCallBeginsWhenTheTimeIsOver() {
    store.setAfterwards(Call.RELEASE, () -> nanos.addAndGet(SectionReturn.TIME_LIMIT.toNanos()));
    giveBack();
    assertThat(observer.sectionsReleased.sum()).isEqualTo(SectionReturn.MAX_GROUP);
    assertThat(phase(LAST)).as("left to those who drop it").isEqualTo(SectionPhase.SERVING);
    assertThat(observer.storeSilent.sum()).isZero();
  }

  /** Three calls are the most that a silent store costs; each of them may take its time limit. */
  @Test
  void aSilentStoreIsGivenUpSoon() {
    store.setDown(true);
    giveBack();
    assertThat(observer.storeSilent.sum()).isEqualTo(3);
    assertThat(phase(0)).isEqualTo(SectionPhase.UNOWNED);
    assertThat(phase(LAST)).isEqualTo(SectionPhase.SERVING);
    assertThat(observer.sectionsReleased.sum()).isZero();
  }

  /** What was written and released once is neither changed nor released bare when repeated. */
  @Test
  void unansweredCallsAreRepeatedAsTheyWere() {
    store.setSilent(Call.RELEASE, true, 1);
    giveBack();
    assertThat(observer.sectionsReleased.sum()).isEqualTo(SECTIONS);
    assertThat(observer.snapshotsUnwritten.sum()).isZero();
    assertThat(store.inspect(cluster, 0, LAST)).allMatch(row -> row.snapshot() != null);
  }

  @Test
  void aSealThatIsRefusedIsLeftOut() {
    store.setAfterwards(
        Call.WRITE_SNAPSHOTS, () -> assertThat(store.damageSnapshots(c -> null)).isEqualTo(64));
    giveBack();
    assertThat(observer.snapshotsUnwritten.sum()).isEqualTo(SectionReturn.MAX_GROUP);
    assertThat(observer.sectionsReleased.sum()).isEqualTo(SECTIONS);
    sections = loaded();
    assertThat(next(0)).isEqualTo(1_001);
    assertThat(next(LAST)).isEqualTo(2);
  }

  @Test
  void sectionsThatServeNothingAreLeftAlone() {
    sections.get(3).onLost();
    giveBack();
    assertThat(observer.sectionsReleased.sum()).isEqualTo(SECTIONS - 1);
    giveBack();
    assertThat(observer.sectionsReleased.sum()).isEqualTo(SECTIONS - 1);
  }

  @Test
  void whoeverWaitsForLongForWhatIsNotGivenBackSaysSoOnce() {
    Owner next = new Owner();
    for (int lease = 0; lease < 10; lease++) {
      next.load();
      nanos.addAndGet(terms.leaseNanos());
    }
    assertThat(observer.awaited).hasSize(1);
    giveBack();
    next.load();
    assertThat(next.own).allMatch(each -> each.state().phase() == SectionPhase.SERVING);
    assertThat(observer.awaited).hasSize(1);
  }

  /** What another table has given to somebody else meanwhile was not waited for. */
  @Test
  void whatIsNotWantedAnyMoreIsNotWaitedFor() {
    Owner next = new Owner();
    next.load();
    next.wanted = next.own.subList(0, 1);
    for (int lease = 0; lease < 3; lease++) {
      nanos.addAndGet(terms.leaseNanos());
    }
    next.load();
    assertThat(observer.awaited).isEmpty();
    next.wanted = List.of();
    next.load();
    nanos.addAndGet(10 * terms.leaseNanos());
    next.wanted = next.own.subList(1, 2);
    next.load();
    assertThat(observer.awaited).isEmpty();
  }

  private void giveBack() {
    new SectionReturn(store, nanos::get, observer).giveBack(cluster, sections);
  }

  private List<Section> loaded() {
    Owner owner = new Owner();
    owner.load();
    return owner.own;
  }

  /** A node that wants all sections. */
  private final class Owner {
    private final NodeIdentity self = new NodeIdentity("a", RandomId.next(), "h:1");
    private final List<Section> own =
        IntStream.range(0, SECTIONS)
            .mapToObj(id -> new Section(id, settings, nanos::get, new NoDemands(), observer))
            .toList();
    private List<Section> wanted = own;
    private final SectionLoader loader =
        new SectionLoader(own, store, settings, nanos::get, observer);

    Owner() {
      assertThat(store.leases.create(new Lease(self, terms, LeaseState.HELD, Share.NORMAL)))
          .isCompleted();
    }

    void load() {
      loader.load(cluster, self.incarnation(), lease, wanted);
    }
  }

  private long next(int section) {
    return sections.get(section).next(section, 1, nanos.get());
  }

  private SectionPhase phase(int section) {
    return sections.get(section).state().phase();
  }

  private static final class NoDemands implements Demands {
    @Override
    public void rebase(Section section) {}

    @Override
    public void reserve(Section section, HotCounter counter) {}
  }
}
