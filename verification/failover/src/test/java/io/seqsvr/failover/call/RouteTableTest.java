package io.seqsvr.failover.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.failover.call.RouteTable.Owner;
import io.seqsvr.failover.call.RouteTable.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts a cluster that is taken for settled though a node has too much, or a section nobody. */
final class RouteTableTest {
  private static Owner owner(String id, String incarnation, int first, int last) {
    return new Owner(id, incarnation, List.of(new Range(first, last)));
  }

  private static RouteTable table(int lastOfFirst, int lastOfSecond) {
    return new RouteTable(
        3,
        16,
        List.of(owner("a", "a1", 0, lastOfFirst), owner("b", "b1", lastOfFirst + 1, lastOfSecond)));
  }

  @Test
  void isEvenOnlyIfEveryNodeHasItsPart() {
    assertThat(table(7, 15).isEvenOver(List.of("a", "b"), 0.1)).isTrue();
    assertThat(table(8, 15).isEvenOver(List.of("a", "b"), 0.1)).as("one more").isTrue();
    assertThat(table(10, 15).isEvenOver(List.of("a", "b"), 0.1)).isFalse();
    assertThat(table(10, 15).isEvenOver(List.of("a", "b"), 1)).as("in any way").isTrue();
    assertThat(table(7, 15).isEvenOver(List.of("a", "b", "c"), 0.1)).as("c has none").isFalse();
    assertThat(table(7, 15).isEvenOver(List.of("a"), 1)).as("b is no node").isFalse();
    assertThat(table(7, 14).isEvenOver(List.of("a", "b"), 1)).as("no owner of 15").isFalse();
    assertThat(RouteTable.none().isEvenOver(List.of("a"), 1)).as("no table").isFalse();
  }

  @Test
  void isWithoutAnIncarnationOnlyIfOthersOwnEverything() {
    assertThat(table(7, 15).isWithout("c1")).isTrue();
    assertThat(table(7, 15).isWithout("b1")).isFalse();
    assertThat(table(7, 14).isWithout("c1")).as("no owner of 15").isFalse();
  }

  @Test
  void knowsOwners() {
    RouteTable table = table(7, 14);
    assertThat(table.ownerId(7)).isEqualTo("a");
    assertThat(table.ownerId(8)).isEqualTo("b");
    assertThat(table.ownerId(15)).isEmpty();
    assertThat(table.sectionsOf("b")).hasSize(7).startsWith(8);
    assertThat(table.incarnationOf("b")).isEqualTo("b1");
    assertThat(table.incarnationOf("c")).isEmpty();
  }
}
