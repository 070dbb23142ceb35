package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.cluster.core.Share;
import io.seqsvr.cluster.core.VirtualTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hunts sections that the store takes for a live node's and that nobody can ever have. */
class StraySectionsTest {
  private static final int SECTIONS = 4;

  private final VirtualTime time = new VirtualTime();
  private final LeaseTerms terms = LeaseTerms.of(Duration.ofSeconds(1));
  private final ClusterIdentity cluster = new ClusterIdentity(RandomId.next(), SECTIONS, "xxh3-64");
  private final NodeIdentity self = new NodeIdentity("a", RandomId.next(), "h:1");
  private final NodeIdentity other = new NodeIdentity("b", RandomId.next(), "h:2");
  private final InMemoryStore store = new InMemoryStore(cluster);
  private final QuietObserver observer = new QuietObserver();
  private final AllocSettings settings =
      new AllocSettings(new ReservePolicy(100, 400), 50, 100, 16, 64, 8, terms);
  private final List<Section> sections =
      IntStream.range(0, SECTIONS)
          .mapToObj(id -> new Section(id, settings, time, new NoDemands(), observer))
          .toList();
  private final StraySections strays = new StraySections(store, time, observer, terms);

  private static final class NoDemands implements Demands {
    @Override
    public void rebase(Section section) {}

    @Override
    public void reserve(Section section, HotCounter counter) {}
  }

  @BeforeEach
  void hold() {
    for (NodeIdentity node : List.of(self, other)) {
      Lease lease = new Lease(node, terms, LeaseState.HELD, Share.NORMAL);
      assertThat(store.leases.create(lease)).isCompleted();
    }
  }

  @Test
  void whatTheStoreTakesForOursIsGivenBackIfTheTableSaysOtherwise() {
    acquire(1, self);
    acquire(2, other);
    strays.sweep(allOf(other), self, sections);
    assertThat(owners()).containsExactly("", "", other.incarnation(), "");
    assertThat(observer.straysReleased.sum()).isEqualTo(1);
  }

  @Test
  void whatIsOursByTheTableStays() {
    acquire(1, self);
    strays.sweep(allOf(self), self, sections);
    assertThat(owners().get(1)).isEqualTo(self.incarnation());
  }

  @Test
  void whatIsServedOrBeingLoadedStays() {
    acquire(1, self);
    sections.get(1).onLoading("attempt");
    strays.sweep(allOf(other), self, sections);
    assertThat(owners().get(1)).isEqualTo(self.incarnation());
  }

  @Test
  void aLateCopyIsFoundThoughNoDoubtIsLeft() {
    strays.sweep(allOf(other), self, sections);
    acquire(1, self);
    strays.sweep(allOf(other), self, sections);
    assertThat(owners().get(1)).as("looks now and then only").isEqualTo(self.incarnation());
    time.advance(Duration.ofSeconds(10).toNanos());
    strays.sweep(allOf(other), self, sections);
    assertThat(owners().get(1)).isEmpty();
  }

  @Test
  void aDoubtIsLookedIntoAtOnce() {
    strays.sweep(allOf(other), self, sections);
    acquire(1, self);
    strays.onDoubt();
    strays.sweep(allOf(other), self, sections);
    assertThat(owners().get(1)).isEmpty();
  }

  private void acquire(int section, NodeIdentity owner) {
    Acquisition wish = new Acquisition(section, 0, RandomId.next(), false);
    assertThat(store.acquire(cluster, owner.incarnation(), 100, List.of(wish)).get(0).value())
        .isNotNull();
  }

  private List<String> owners() {
    return store.inspect(cluster, 0, SECTIONS - 1).stream().map(SectionStore.Row::owner).toList();
  }

  private RoutingTable allOf(NodeIdentity owner) {
    return RoutingTable.of(1, cluster, Collections.nCopies(SECTIONS, Optional.of(owner)));
  }
}
