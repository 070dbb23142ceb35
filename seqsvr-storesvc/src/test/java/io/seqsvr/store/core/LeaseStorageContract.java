package io.seqsvr.store.core;

import static io.seqsvr.api.error.ErrorReason.LEASE_LOST;
import static io.seqsvr.api.error.ErrorReason.NOT_OWNER;
import static io.seqsvr.api.error.ErrorReason.SECTION_MOVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every storage must do with leases: hunts one that is renewed twice by one call or after its
 * end, and a section that goes to another while its owner's lease is not over.
 */
public abstract class LeaseStorageContract extends SnapshotStorageContract {
  private static final long NOW = 1_000_000;

  @Test
  void leaseIsMadeRenewedAndFenced() {
    String id = RandomId.next();
    assertThat(fenceLease(id, 1)).isEqualTo(new LeaseDecision(false, false, Optional.empty()));
    assertThat(renew(id, 1)).isEqualTo(new LeaseDecision(false, false, Optional.empty()));

    LeaseRow made = written(renew(id, 0));
    assertThat(made)
        .isEqualTo(
            new LeaseRow(
                id,
                "node-1",
                "127.0.0.1:7201",
                1,
                LeaseRow.State.HELD,
                1_000_000_000,
                100_000_000,
                NOW));
    assertLeft(renew(id, 0), false, made);
    LeaseRow renewed = written(renew(id, 1));
    assertThat(renewed.version()).isEqualTo(2);
    assertLeft(renew(id, 1), false, renewed);
    assertLeft(renew(id, 3), false, renewed);
    assertLeft(fenceLease(id, 1), false, renewed);

    LeaseRow fenced = written(fenceLease(id, 2));
    assertThat(fenced.version()).isEqualTo(3);
    assertThat(fenced.isFenced()).isTrue();
    assertLeft(fenceLease(id, 2), true, fenced);
    for (long version : new long[] {0, 2, 3}) {
      assertLeft(renew(id, version), false, fenced);
    }
    assertThat(find(id)).contains(fenced);
  }

  @Test
  void leasesAreReadInOrderAndInPages() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add("ff00000000000000000000000000000" + i);
      renew(ids.get(i), 0);
    }
    String before = "feffffffffffffffffffffffffffffff";
    assertThat(incarnations(storage().readLeases(before, 3))).isEqualTo(ids.subList(0, 3));
    assertThat(incarnations(storage().readLeases(ids.get(2), 10)))
        .startsWith(ids.get(3), ids.get(4));
    assertThat(storage().readLeases("f".repeat(32), 10)).isEmpty();
  }

  @Test
  void sectionGoesToAnotherOnlyOnceItsOwnersLeaseIsFenced() throws Exception {
    String next = newOwner();
    SectionRow row = own(110, 100, 200);
    Acquire acquire = new Acquire(110, 1, next, RandomId.next(), STEP);
    assertRefused(acquire, SECTION_MOVING);
    assertThat(row(110)).isEqualTo(row);

    String unwatched = RandomId.next();
    put(new SectionRow(111, 1, unwatched, 100, 200, ""));
    assertRefused(new Acquire(111, 1, next, RandomId.next(), STEP), SECTION_MOVING);

    assertThat(fenceLease(OWNER, 1).isDone()).isTrue();
    assertThat(done(acquire)).isEqualTo(owned(acquire, 200, 300));
    assertThat(done(acquire)).as("a repeat").isEqualTo(row(110));
  }

  @Test
  void ownerTakesItsSectionAnew() throws Exception {
    own(112, 100, 200);
    Acquire acquire = new Acquire(112, 1, OWNER, RandomId.next(), STEP);
    assertThat(done(acquire)).isEqualTo(owned(acquire, 200, 300));
  }

  @Test
  void whoseLeaseIsFencedOrAbsentTakesNothing() throws Exception {
    SectionRow free = new SectionRow(113, 1, "", 100, 200, "");
    put(free);
    String fenced = newOwner();
    fence(fenced);
    assertRefused(new Acquire(113, 1, fenced, RandomId.next(), STEP), LEASE_LOST);
    assertRefused(new Acquire(113, 1, RandomId.next(), RandomId.next(), STEP), LEASE_LOST);
    assertThat(row(113)).isEqualTo(free);
  }

  /** The row says what was granted, whatever has become of the lease since. */
  @Test
  void repeatIsAnsweredByTheRowAlone() throws Exception {
    put(SectionRow.unused(114));
    String owner = newOwner();
    Acquire acquire = new Acquire(114, 0, owner, RandomId.next(), STEP);
    SectionRow mine = done(acquire);
    fence(owner);
    assertThat(done(acquire)).isEqualTo(mine);
    done(new Acquire(114, 1, OWNER, RandomId.next(), STEP));
    assertRefused(acquire, NOT_OWNER);
  }

  @Test
  void mixedOwnersOfABatchAreToldApart() throws Exception {
    String next = newOwner();
    String fenced = newOwner();
    fence(fenced);
    own(115, 100, 200);
    put(new SectionRow(116, 1, fenced, 100, 200, ""));
    put(new SectionRow(117, 1, "", 100, 200, ""));
    List<Acquire> batch = new ArrayList<>();
    for (int section : new int[] {117, 115, 116}) {
      batch.add(new Acquire(section, 1, next, RandomId.next(), STEP));
    }
    assertThat(storage().apply(batch))
        .extracting(d -> d.refusal().map(r -> r.reason()).orElse(null))
        .containsExactly(null, SECTION_MOVING, null);
  }

  @Test
  void raisedSectionBeginsAboveForWhoeverComesNext() throws Exception {
    own(118, 100, 200);
    reserve(counter(118, 7, 0, 900));
    reserve(counter(118, 8, 0, 9_000));
    done(new Raise(118, 5_000));
    assertThat(row(118)).isEqualTo(new SectionRow(118, 1_000_001, OWNER, 100, 5_000, ""));
    assertThat(done(new Raise(118, 400)).maxSeq()).isEqualTo(5_000);
    Acquire acquire = new Acquire(118, 2_000_001, OWNER, RandomId.next(), STEP);
    assertThat(done(acquire)).isEqualTo(owned(acquire, 5_000, 5_100));
    assertThat(counters(118, 2_000_002)).containsExactly(new HotCounter(118, 8, 9_000));
  }

  @Test
  void onlyFencedLeasesThatNoSectionNamesAreForgotten() throws Exception {
    String fencedOld = RandomId.next();
    String fencedFresh = RandomId.next();
    String heldOld = newOwner();
    String named = RandomId.next();
    fence(fencedOld);
    fence(named);
    put(new SectionRow(119, 1, named, 100, 200, ""));
    written(renew(fencedFresh, 0));
    written(fenceLease(fencedFresh, 1));
    storage().forgetFencedLeases(NOW, 1_000);
    assertThat(find(fencedOld)).isEmpty();
    assertThat(find(fencedFresh)).isPresent();
    assertThat(find(heldOld)).isPresent();
    assertThat(find(named)).isPresent();
    put(SectionRow.unused(119));
    for (int i = 0; i < 3; i++) {
      fence(RandomId.next());
    }
    assertThat(storage().forgetFencedLeases(NOW, 2)).isEqualTo(2);
    assertThat(storage().forgetFencedLeases(NOW, 1_000)).isEqualTo(2);
    assertThat(storage().forgetFencedLeases(NOW, 1_000)).isZero();
  }

  @Test
  void concurrentRenewalsOfOneVersionHaveOneWinner() throws Exception {
    String id = RandomId.next();
    for (long version = 0; version < 10; version++) {
      long expected = version;
      List<Callable<LeaseDecision>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(() -> renew(id, expected));
      }
      assertThat(together(calls)).filteredOn(LeaseDecision::isDone).hasSize(1);
      assertThat(find(id).orElseThrow().version()).isEqualTo(version + 1);
    }
  }

  /**
   * Nodes that die and take over from each other, on the same sections, while leases are renewed,
   * fenced and forgotten: no two of them wait for each other, every section goes from a fenced
   * owner only, and no fenced one takes anything.
   */
  @Test
  protected void concurrentTakeOversRenewalsAndFencesDoNotBlockEachOther() throws Exception {
    for (int section = 120; section < 128; section++) {
      put(SectionRow.unused(section));
    }
    AtomicBoolean over = new AtomicBoolean();
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Random random = new Random(i);
      calls.add(() -> takeOverRepeatedly(random, over));
    }
    calls.add(
        () -> {
          int rounds = 0;
          do {
            storage().forgetFencedLeases(Long.MAX_VALUE, 1_000);
            rounds++;
          } while (!over.get());
          return rounds;
        });
    assertThat(together(calls)).allMatch(count -> count > 0);
    Map<String, LeaseRow> leases =
        storage().readLeases("", 10_000).stream()
            .collect(Collectors.toMap(LeaseRow::incarnation, Function.identity()));
    assertThat(storage().read(120, 127))
        .allMatch(row -> row.owner().isEmpty() || leases.containsKey(row.owner()));
  }

  /** Lives of one node: each takes what is free, renews, and ends others and then itself. */
  private int takeOverRepeatedly(Random random, AtomicBoolean over) {
    int taken = 0;
    try {
      for (int life = 0; life < 20; life++) {
        String id = RandomId.next();
        LeaseDecision made = renew(id, 0);
        assertThat(made.isDone()).isTrue();
        long version = 1;
        for (int i = 0; i < 5; i++) {
          taken += takeAll(id, random);
          LeaseDecision renewal = renew(id, version);
          version += renewal.isDone() ? 1 : 0;
          if (random.nextInt(3) == 0) {
            List<LeaseRow> all = storage().readLeases("", 10_000);
            LeaseRow other = all.get(random.nextInt(all.size()));
            fenceLease(other.incarnation(), other.version());
          }
        }
        find(id).ifPresent(lease -> fenceLease(id, lease.version()));
        Acquire late = new Acquire(120, row(120).epoch(), id, RandomId.next(), STEP);
        assertThat(apply(late).refusal()).as("by one that is over").isPresent();
      }
    } finally {
      over.set(true);
    }
    return taken;
  }

  private int takeAll(String id, Random random) {
    List<Acquire> batch = new ArrayList<>();
    for (SectionRow row : storage().read(120, 127)) {
      if (random.nextBoolean()) {
        batch.add(new Acquire(row.sectionId(), row.epoch(), id, RandomId.next(), STEP));
      }
    }
    if (batch.isEmpty()) {
      return 0;
    }
    return (int) storage().apply(batch).stream().filter(Decision::isWrite).count();
  }

  protected final LeaseDecision renew(String incarnation, long expectedVersion) {
    return storage()
        .changeLease(
            new RenewLease(
                incarnation,
                "node-1",
                "127.0.0.1:7201",
                1_000_000_000,
                100_000_000,
                expectedVersion),
            NOW);
  }

  protected final LeaseDecision fenceLease(String incarnation, long expectedVersion) {
    return storage().changeLease(new FenceLease(incarnation, expectedVersion), NOW);
  }

  protected final Optional<LeaseRow> find(String incarnation) {
    return storage().readLeases("", 10_000).stream()
        .filter(lease -> lease.incarnation().equals(incarnation))
        .findFirst();
  }

  private LeaseRow written(LeaseDecision decision) {
    assertThat(decision.isDone()).isTrue();
    assertThat(decision.isWrite()).isTrue();
    LeaseRow row = decision.row().orElseThrow();
    assertThat(find(row.incarnation())).contains(row);
    return row;
  }

  private static void assertLeft(LeaseDecision decision, boolean done, LeaseRow row) {
    assertThat(decision).isEqualTo(new LeaseDecision(done, false, Optional.of(row)));
  }

  private static List<String> incarnations(List<LeaseRow> leases) {
    return leases.stream().map(LeaseRow::incarnation).toList();
  }
}
