package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.cluster.core.LeaseTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts counters that find no room with the next owner, and tables that grow with each of them. */
class InheritanceTest {
  private static final int MAX_SLOTS = 64;
  private static final AllocSettings SETTINGS =
      new AllocSettings(
          new ReservePolicy(100, 400),
          50,
          10,
          4,
          MAX_SLOTS,
          32,
          LeaseTerms.of(Duration.ofSeconds(1)));

  private final int[] crowded = new int[1];

  private CounterTable inherit(Snapshot snapshot) {
    return new Inheritance(SETTINGS, 0, List.of(), snapshot, () -> crowded[0]++).counters();
  }

  private static Snapshot snapshot(int conversations) {
    Snapshot snapshot = new Snapshot(conversations);
    for (int i = 1; i <= conversations; i++) {
      snapshot.add((long) i << 32 | i, i, true);
    }
    return snapshot;
  }

  @Test
  void plannedRestartsDoNotEnlargeTheTable() {
    CounterTable counters = inherit(snapshot(1));
    long conversation = 2;
    for (int restart = 0; restart < 3; restart++) {
      while (crowded[0] == restart) {
        counters.next(conversation << 32 | conversation, 1, 100, new HotCounters(1));
        conversation++;
      }
      Snapshot left = new Snapshot(counters.size());
      counters.close((key, lastSeq) -> left.add(key, lastSeq, true));
      counters = inherit(left);
      assertThat(counters.capacity()).isEqualTo(MAX_SLOTS);
    }
  }

  @Test
  void moreThanTheBoundFindsRoomAndIsCrowdedAtOnce() {
    CounterTable counters = inherit(snapshot(100));
    assertThat(counters.size()).isEqualTo(100);
    assertThat(counters.last(100L << 32 | 100)).isEqualTo(100);
    counters.next(7, 1, 100, new HotCounters(1));
    assertThat(crowded[0]).isEqualTo(1);
    assertThat(counters.capacity()).isEqualTo(256);
  }

  @Test
  void moreRowsThanTheBoundAreKept() {
    List<CounterRow> rows = new ArrayList<>();
    for (long key = 1; key <= 50; key++) {
      rows.add(new CounterRow(key << 32 | key, 200 + key));
    }
    Inheritance inheritance = new Inheritance(SETTINGS, 100, rows, null, () -> {});
    HotCounters hot = inheritance.hot(0);
    assertThat(hot.size()).isEqualTo(50);
    assertThat(hot.isFull()).isTrue();
    for (CounterRow row : rows) {
      assertThat(inheritance.counters().last(row.hash())).isEqualTo(row.ceiling());
      assertThat(hot.find(row.hash()))
          .isNotNull()
          .satisfies(own -> assertThat(own.isExact(row.ceiling())).isFalse());
    }
  }
}
