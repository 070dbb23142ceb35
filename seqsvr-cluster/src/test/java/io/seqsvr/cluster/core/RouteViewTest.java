package io.seqsvr.cluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hunts old tables that come back, and tables that two halves of a cluster read differently. */
class RouteViewTest {
  private static final ClusterIdentity CLUSTER = new ClusterIdentity(RandomId.next(), 4, "xxh3-64");

  private final NodeIdentity a = new NodeIdentity("a", RandomId.next(), "h:1");
  private final NodeIdentity b = new NodeIdentity("b", RandomId.next(), "h:2");
  private final RouteView view = new RouteView(CLUSTER);

  @Test
  void aTableThatComesLateIsNoNews() {
    assertThat(view.onNewest(table(2, a))).isTrue();
    assertThat(view.onNewest(table(3, b))).isTrue();
    assertThat(view.onNewest(table(2, a))).as("its writer's answer was late").isFalse();
    assertThat(view.onNewest(table(3, a))).isFalse();
    assertThat(view.onRead(entry(table(2, a)))).isEmpty();
    assertThat(view.owners()).containsOnly(Optional.of(b));
  }

  @Test
  void anOlderTableInTheRegisterIsToBeReplaced() {
    assertThat(view.isBehind()).as("nothing is known").isFalse();
    view.onNewest(table(3, b));
    assertThat(view.isBehind()).as("nothing was read").isFalse();
    assertThat(view.onRead(entry(table(3, b)))).isEmpty();
    assertThat(view.isBehind()).isFalse();
    assertThat(view.onRead(entry(table(2, a)))).isEmpty();
    assertThat(view.isBehind()).isTrue();
    assertThat(view.onRead(Optional.empty())).isEmpty();
    assertThat(view.isBehind()).as("it is gone").isTrue();
  }

  /** After a loss of the tree two nodes can go on from different tables of one version. */
  @Test
  void anotherTableOfTheSameVersionIsToBeReplaced() {
    view.onNewest(table(3, b));
    assertThat(view.onRead(entry(table(3, a)))).isEmpty();
    assertThat(view.isBehind()).isTrue();
    assertThat(view.following(view.owners(), () -> 1).version()).isEqualTo(4);
  }

  @Test
  void theFirstTableHasTheVersionThatWasAskedFor() {
    assertThat(view.following(table(1, a).owners(), () -> 77).version()).isEqualTo(77);
  }

  @Test
  void aTableOfAnotherClusterIsRefused() {
    ClusterIdentity other = new ClusterIdentity(RandomId.next(), 4, "xxh3-64");
    RoutingTable foreign = RoutingTable.of(1, other, Collections.nCopies(4, Optional.of(a)));
    assertThatThrownBy(() -> view.onRead(entry(foreign)))
        .isInstanceOf(ClusterMismatchException.class)
        .hasMessageContaining(CLUSTER.id())
        .hasMessageContaining(other.id());
  }

  private static Optional<RouteRegister.Entry> entry(RoutingTable table) {
    return Optional.of(new RouteRegister.Entry(table, 1));
  }

  private static RoutingTable table(long version, NodeIdentity owner) {
    List<Optional<NodeIdentity>> owners = Collections.nCopies(4, Optional.of(owner));
    return RoutingTable.of(version, CLUSTER, owners);
  }
}
