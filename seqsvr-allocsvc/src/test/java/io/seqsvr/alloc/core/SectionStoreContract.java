package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.Row;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the allocator relies on in a store, whichever it is. Hunts a store that lets a former owner
 * write, gives another answer to the same question, or loses what it confirmed.
 */
public abstract class SectionStoreContract {
  /** Seqs that an acquisition reserves here. */
  protected static final long STEP = 1_000;

  private static final String SELF = RandomId.next();
  private static final String OTHER = RandomId.next();

  private SectionStore store;
  private LeaseRegister leases;
  private ClusterIdentity cluster;

  /** A store of at least four sections that nobody has used. */
  protected abstract SectionStore unusedStore() throws Exception;

  /** The leases beside its sections; none yet. */
  protected abstract LeaseRegister leases(ClusterIdentity cluster);

  @BeforeEach
  final void openStore() throws Exception {
    store = unusedStore();
    cluster = store.cluster();
    leases = leases(cluster);
    hold(SELF);
    hold(OTHER);
  }

  private LeaseRegister.Entry hold(String incarnation) throws Exception {
    Lease lease =
        new Lease(
            new NodeIdentity("a", incarnation, "127.0.0.1:7201"),
            LeaseTerms.of(Duration.ofSeconds(1)),
            LeaseState.HELD,
            Share.NORMAL);
    return get(leases.create(lease)).orElseThrow();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aSectionGoesToAnotherOnlyWhenItsOwnersLeaseIsOver() throws Exception {
    String owner = RandomId.next();
    LeaseRegister.Entry lease = hold(owner);
    Acquisition first = new Acquisition(1, 0, RandomId.next(), false);
    granted(store.acquire(cluster, owner, STEP, List.of(first)).get(0));
    Acquisition wish = new Acquisition(1, 1, RandomId.next(), false);
    assertRefused(
        store.acquire(cluster, OTHER, STEP, List.of(wish)).get(0), ErrorReason.SECTION_MOVING);
    Lease fenced = lease.lease().in(LeaseState.FENCED);
    assertThat(get(leases.replace(fenced, lease.version() + 1))).as("another version").isEmpty();
    assertThat(get(leases.replace(fenced, lease.version()))).isPresent();
    assertThat(granted(store.acquire(cluster, OTHER, STEP, List.of(wish)).get(0)))
        .isEqualTo(new Acquired(1, 2, STEP, 2 * STEP));
  }

  @Test
  void whoseLeaseIsOverAcquiresNothingAndRenewsNothing() throws Exception {
    String gone = RandomId.next();
    Acquisition wish = new Acquisition(1, 0, RandomId.next(), false);
    assertRefused(store.acquire(cluster, gone, STEP, List.of(wish)).get(0), ErrorReason.LEASE_LOST);
    LeaseRegister.Entry lease = hold(gone);
    LeaseRegister.Entry fenced =
        get(leases.replace(lease.lease().in(LeaseState.FENCED), lease.version())).orElseThrow();
    assertRefused(store.acquire(cluster, gone, STEP, List.of(wish)).get(0), ErrorReason.LEASE_LOST);
    assertThat(get(leases.replace(lease.lease(), fenced.version()))).isEmpty();
    assertThat(get(leases.create(lease.lease()))).isEmpty();
    assertThat(get(leases.readAll()))
        .filteredOn(entry -> entry.lease().incarnation().equals(gone))
        .extracting(entry -> entry.lease().state())
        .containsExactly(LeaseState.FENCED);
  }

  @Test
  void aRenewalIsAnsweredOnlyIfItHasMovedTheVersionItself() throws Exception {
    String holder = RandomId.next();
    LeaseRegister.Entry lease = hold(holder);
    LeaseRegister.Entry renewed = get(leases.replace(lease.lease(), lease.version())).orElseThrow();
    assertThat(renewed.version()).isGreaterThan(lease.version());
    assertThat(get(leases.replace(lease.lease(), lease.version()))).isEmpty();
    assertThat(get(leases.read(holder)).orElseThrow().version()).isEqualTo(renewed.version());
  }

  @Test
  void rowsOfAnUnusedStoreAreEmpty() {
    int last = cluster.sectionCount() - 1;
    List<Row> rows = store.inspect(cluster, 0, last);
    assertThat(rows).hasSize(last + 1);
    assertThat(rows.get(last)).isEqualTo(new Row(last, 0, "", 0, null));
    assertThat(store.inspect(cluster, 1, 2)).extracting(Row::section).containsExactly(1, 2);
    assertThat(store.inspect(cluster, List.of(1, 3))).containsExactly(rows.get(1), rows.get(3));
  }

  @Test
  void aFirstOwnerGetsTheFirstStep() {
    assertThat(acquire(1, 0, RandomId.next(), false)).isEqualTo(new Acquired(1, 1, 0, STEP));
    assertThat(row(1)).isEqualTo(new Row(1, 1, SELF, STEP, null));
  }

  @Test
  void onlyTheSameAttemptOnTheUnchangedRowIsAnsweredAgain() {
    Acquisition wish = new Acquisition(1, 0, RandomId.next(), false);
    Acquired first = granted(store.acquire(cluster, SELF, STEP, List.of(wish)).get(0));
    assertThat(granted(store.acquire(cluster, SELF, STEP, List.of(wish)).get(0))).isEqualTo(first);
    assertRefused(store.acquire(cluster, OTHER, STEP, List.of(wish)).get(0), ErrorReason.NOT_OWNER);
    assertRefused(
        store
            .acquire(cluster, SELF, STEP, List.of(new Acquisition(1, 0, RandomId.next(), false)))
            .get(0),
        ErrorReason.NOT_OWNER);
    reserve(new Reservation(1, 1, STEP, 2 * STEP));
    assertRefused(store.acquire(cluster, SELF, STEP, List.of(wish)).get(0), ErrorReason.NOT_OWNER);
    assertRefused(
        store
            .acquire(cluster, SELF, STEP, List.of(new Acquisition(2, 5, RandomId.next(), false)))
            .get(0),
        ErrorReason.STORE_WENT_BACK);
  }

  @Test
  void anUncleanAcquisitionStartsAboveEverything() {
    acquire(1, 0, RandomId.next(), false);
    assertThat(acquire(1, 1, RandomId.next(), false)).isEqualTo(new Acquired(1, 2, STEP, 2 * STEP));
  }

  @Test
  void aReservationBeginsAGenerationAndMayBeRepeated() {
    acquire(1, 0, RandomId.next(), false);
    Reservation wish = new Reservation(1, 1, STEP, 3 * STEP);
    assertThat(granted(reserve(wish))).isEqualTo(wish);
    assertThat(granted(reserve(wish))).isEqualTo(wish);
    assertThat(row(1).maxSeq()).isEqualTo(3 * STEP);
    assertRefused(reserve(new Reservation(1, 1, STEP, 4 * STEP)), ErrorReason.NOT_OWNER);
    assertRefused(reserve(new Reservation(1, 1, 5 * STEP, 6 * STEP)), ErrorReason.STORE_WENT_BACK);
    assertRefused(reserve(new Reservation(1, 2, 3 * STEP, 4 * STEP)), ErrorReason.STORE_WENT_BACK);
    acquire(1, 1, RandomId.next(), false);
    assertRefused(reserve(new Reservation(1, 1, 3 * STEP, 4 * STEP)), ErrorReason.NOT_OWNER);
  }

  @Test
  void aReservationDropsTheHotCountersThatItCovers() {
    acquire(1, 0, RandomId.next(), false);
    counter(1, 1, 7, 0, STEP - 1);
    counter(1, 1, 8, 0, STEP);
    counter(1, 1, 9, 0, STEP + 1);
    granted(reserve(new Reservation(1, 1, STEP, 2 * STEP)));
    assertThat(counters(1, 1)).containsExactly(new CounterRow(9, STEP + 1));
    granted(counter(1, 1, 8, 0, 3 * STEP));
    assertThat(counters(1, 1))
        .containsExactly(new CounterRow(8, 3 * STEP), new CounterRow(9, STEP + 1));
  }

  @Test
  void aHotCounterRisesOnlyFromWhatItsOwnerHolds() {
    acquire(1, 0, RandomId.next(), false);
    CounterReservation first = new CounterReservation(1, 1, -5, 0, 2 * STEP, false);
    assertThat(granted(counter(first))).isEqualTo(first);
    assertThat(granted(counter(first))).isEqualTo(first);
    granted(counter(1, 1, -5, 2 * STEP, 3 * STEP));
    assertRefused(counter(1, 1, -5, 2 * STEP, 4 * STEP), ErrorReason.NOT_OWNER);
    assertRefused(counter(1, 1, -5, 5 * STEP, 6 * STEP), ErrorReason.STORE_WENT_BACK);
    assertRefused(counter(1, 2, -5, 3 * STEP, 4 * STEP), ErrorReason.STORE_WENT_BACK);
    assertThat(counters(1, 1)).containsExactly(new CounterRow(-5, 3 * STEP));
    acquire(1, 1, RandomId.next(), false);
    assertRefused(counter(1, 1, -5, 3 * STEP, 4 * STEP), ErrorReason.NOT_OWNER);
    assertThat(counters(1, 2)).containsExactly(new CounterRow(-5, 3 * STEP));
  }

  /** A row that the base has overtaken is no row, for the owner and for the store. */
  @Test
  void valuesUpToTheBaseCountAsNone() {
    acquire(1, 0, RandomId.next(), false);
    granted(counter(1, 1, 5, 0, STEP));
    granted(counter(1, 1, 6, 0, STEP / 2));
    acquire(1, 1, RandomId.next(), false);
    assertThat(counters(1, 2)).isEmpty();
    granted(counter(1, 2, 5, 0, 3 * STEP));
    granted(counter(1, 2, 6, STEP, 4 * STEP));
    assertThat(counters(1, 2))
        .containsExactly(new CounterRow(5, 3 * STEP), new CounterRow(6, 4 * STEP));
    assertRefused(counter(1, 2, 7, 2 * STEP, 3 * STEP), ErrorReason.STORE_WENT_BACK);
    granted(counter(1, 2, 8, 0, STEP));
    assertThat(counters(1, 2)).hasSize(2);
  }

  @Test
  void onlyARaiseGoesFar() {
    acquire(1, 0, RandomId.next(), false);
    long far = 5_000_000_000_000L;
    CounterReservation raise = new CounterReservation(1, 1, 5, 0, far, true);
    assertThat(granted(counter(raise))).isEqualTo(raise);
    assertThat(counters(1, 1)).containsExactly(new CounterRow(5, far));
  }

  @Test
  void countersOfManySectionsComeInOrderOverManyPages() {
    acquire(0, 0, RandomId.next(), false);
    acquire(1, 0, RandomId.next(), false);
    acquire(3, 0, RandomId.next(), false);
    List<CounterReservation> wishes = new ArrayList<>();
    List<CounterRow> expected = new ArrayList<>();
    for (long hash = -10_500; hash <= 10_500; hash++) {
      if (hash != 0) {
        wishes.add(new CounterReservation(1, 1, hash, 0, STEP + 1 + (hash & 7), false));
        expected.add(new CounterRow(hash, STEP + 1 + (hash & 7)));
      }
    }
    wishes.add(new CounterReservation(3, 1, Long.MIN_VALUE, 0, 2 * STEP, false));
    wishes.add(new CounterReservation(3, 1, Long.MAX_VALUE, 0, 3 * STEP, false));
    store.reserveCounters(cluster, wishes).forEach(SectionStoreContract::granted);

    List<Outcome<List<CounterRow>>> outcomes =
        store.readCounters(
            cluster, List.of(new Owned(0, 1), new Owned(1, 1), new Owned(2, 1), new Owned(3, 1)));

    assertThat(outcomes).hasSize(4);
    assertThat(granted(outcomes.get(0))).isEmpty();
    assertThat(granted(outcomes.get(1))).isEqualTo(expected);
    assertRefused(outcomes.get(2), ErrorReason.STORE_WENT_BACK);
    assertThat(granted(outcomes.get(3)))
        .containsExactly(
            new CounterRow(Long.MIN_VALUE, 2 * STEP), new CounterRow(Long.MAX_VALUE, 3 * STEP));
  }

  @Test
  void countersAreReadUnderTheEpoch() {
    acquire(1, 0, RandomId.next(), false);
    acquire(1, 1, RandomId.next(), false);
    assertRefused(
        store.readCounters(cluster, List.of(new Owned(1, 1))).get(0), ErrorReason.NOT_OWNER);
  }

  @Test
  void aSectionGoesOverWithItsSnapshot() {
    acquire(1, 0, RandomId.next(), false);
    granted(counter(1, 1, 5, 0, 4 * STEP));
    List<Chunk> parts = List.of(chunk(1, 1, 0, 65_536, 1), chunk(1, 1, 1, 16, 2));
    store.writeSnapshots(cluster, parts).forEach(SectionStoreContract::granted);
    SnapshotSeal seal = new SnapshotSeal(1, 2, -77);
    assertThat(granted(release(1, 1, seal))).isEqualTo(2);
    assertThat(granted(release(1, 1, seal))).as("repeated").isEqualTo(2);

    Row row = row(1);
    assertThat(row).isEqualTo(new Row(1, 2, "", STEP, seal));
    assertSame(store.readSnapshots(cluster, List.of(row)), parts);

    Acquisition wish = new Acquisition(1, 2, RandomId.next(), true);
    Acquired acquired = granted(store.acquire(cluster, OTHER, STEP, List.of(wish)).get(0));
    assertThat(acquired).as("base and ceiling stay").isEqualTo(new Acquired(1, 3, 0, STEP));
    assertThat(granted(store.acquire(cluster, OTHER, STEP, List.of(wish)).get(0)))
        .as("repeated")
        .isEqualTo(acquired);
    assertThat(row(1).snapshot()).as("used up").isNull();
    assertThat(counters(1, 3)).containsExactly(new CounterRow(5, 4 * STEP));
  }

  @Test
  void anEmptySnapshotIsOne() {
    acquire(1, 0, RandomId.next(), false);
    granted(release(1, 1, new SnapshotSeal(1, 0, 9)));
    Row row = row(1);
    assertThat(row.snapshot()).isEqualTo(new SnapshotSeal(1, 0, 9));
    assertThat(store.readSnapshots(cluster, List.of(row))).isEmpty();
    assertThat(acquire(1, 2, RandomId.next(), true)).isEqualTo(new Acquired(1, 3, 0, STEP));
  }

  @Test
  void withoutASnapshotNobodyGoesOn() {
    acquire(1, 0, RandomId.next(), false);
    granted(release(1, 1, null));
    assertThat(row(1)).isEqualTo(new Row(1, 2, "", STEP, null));
    assertRefused(
        store
            .acquire(cluster, SELF, STEP, List.of(new Acquisition(1, 2, RandomId.next(), true)))
            .get(0),
        ErrorReason.INVALID_ARGUMENT);
    assertThat(acquire(1, 2, RandomId.next(), false)).isEqualTo(new Acquired(1, 3, STEP, 2 * STEP));
    assertThat(row(1).snapshot()).isNull();
  }

  @Test
  void anUncleanAcquisitionForgetsTheSnapshot() {
    acquire(1, 0, RandomId.next(), false);
    granted(release(1, 1, new SnapshotSeal(1, 0, 9)));
    acquire(1, 2, RandomId.next(), false);
    assertThat(row(1).snapshot()).isNull();
  }

  @Test
  void aSnapshotIsWrittenOnceAndByTheOwnerOnly() {
    acquire(1, 0, RandomId.next(), false);
    Chunk part = chunk(1, 1, 0, 32, 1);
    assertThat(write(part).value()).isNotNull();
    assertThat(write(part).value()).as("repeated").isNotNull();
    assertRefused(write(chunk(1, 1, 0, 32, 2)), ErrorReason.INVALID_ARGUMENT);
    assertRefused(write(chunk(1, 2, 0, 32, 1)), ErrorReason.STORE_WENT_BACK);
    granted(release(1, 1, new SnapshotSeal(1, 1, 9)));
    assertThat(write(chunk(1, 1, 1, 32, 1)).value()).as("after the release").isNull();
    assertSame(store.readSnapshots(cluster, List.of(row(1))), List.of(part));
  }

  @Test
  void aReleaseNamesOnlyWhatIsThere() {
    acquire(1, 0, RandomId.next(), false);
    write(chunk(1, 1, 0, 32, 1));
    assertRefused(release(1, 1, new SnapshotSeal(1, 2, 9)), ErrorReason.INVALID_ARGUMENT);
    assertThat(granted(release(1, 1, null))).isEqualTo(2);
  }

  @Test
  void onlyTheOwnerReleases() {
    acquire(1, 0, RandomId.next(), false);
    acquire(1, 1, RandomId.next(), false);
    assertRefused(release(1, 1, null), ErrorReason.NOT_OWNER);
    assertRefused(release(1, 3, null), ErrorReason.STORE_WENT_BACK);
    assertThat(granted(release(1, 2, null))).isEqualTo(3);
    acquire(1, 3, RandomId.next(), false);
    assertRefused(release(1, 2, null), ErrorReason.NOT_OWNER);
  }

  @Test
  void snapshotsOfManySectionsComeInOrderOverManyPages() {
    List<Chunk> parts = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    int[] lengths = {50, 0, 1, 3};
    for (int section = 0; section < lengths.length; section++) {
      acquire(section, 0, RandomId.next(), false);
      for (int i = 0; i < lengths[section]; i++) {
        parts.add(chunk(section, 1, i, SectionStore.MAX_CHUNK_BYTES, 31 * section + i));
      }
    }
    store.writeSnapshots(cluster, parts).forEach(SectionStoreContract::granted);
    for (int section = 0; section < lengths.length; section++) {
      granted(release(section, 1, new SnapshotSeal(1, lengths[section], section)));
      rows.add(row(section));
    }
    assertSame(store.readSnapshots(cluster, rows), parts);
    assertSame(
        store.readSnapshots(cluster, List.of(rows.get(2), rows.get(3))), parts.subList(50, 54));
  }

  @Test
  void eachEntryOfACallSucceedsOrFailsAlone() {
    acquire(1, 0, RandomId.next(), false);
    List<Outcome<Acquired>> outcomes =
        store.acquire(
            cluster,
            SELF,
            STEP,
            List.of(
                new Acquisition(0, 0, RandomId.next(), false),
                new Acquisition(1, 0, RandomId.next(), false),
                new Acquisition(2, 0, RandomId.next(), true),
                new Acquisition(3, 0, RandomId.next(), false)));
    assertThat(granted(outcomes.get(0)).section()).isZero();
    assertRefused(outcomes.get(1), ErrorReason.NOT_OWNER);
    assertRefused(outcomes.get(2), ErrorReason.INVALID_ARGUMENT);
    assertThat(granted(outcomes.get(3)).section()).isEqualTo(3);
    assertThat(row(2)).isEqualTo(new Row(2, 0, "", 0, null));
  }

  private Acquired acquire(int section, long epoch, String attempt, boolean clean) {
    Acquisition wish = new Acquisition(section, epoch, attempt, clean);
    return granted(store.acquire(cluster, SELF, STEP, List.of(wish)).get(0));
  }

  private Outcome<Reservation> reserve(Reservation wish) {
    return store.reserve(cluster, List.of(wish)).get(0);
  }

  private Outcome<CounterReservation> counter(
      int section, long epoch, long hash, long ceiling, long newCeiling) {
    return counter(new CounterReservation(section, epoch, hash, ceiling, newCeiling, false));
  }

  private Outcome<CounterReservation> counter(CounterReservation wish) {
    return store.reserveCounters(cluster, List.of(wish)).get(0);
  }

  private List<CounterRow> counters(int section, long epoch) {
    return granted(store.readCounters(cluster, List.of(new Owned(section, epoch))).get(0));
  }

  private Outcome<Chunk> write(Chunk chunk) {
    return store.writeSnapshots(cluster, List.of(chunk)).get(0);
  }

  private Outcome<Long> release(int section, long epoch, @Nullable SnapshotSeal seal) {
    return store.release(cluster, List.of(new Surrender(section, epoch, seal))).get(0);
  }

  private Row row(int section) {
    return store.inspect(cluster, section, section).get(0);
  }

  private static Chunk chunk(int section, long epoch, int index, int length, int content) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (content + i);
    }
    return new Chunk(section, epoch, index, bytes);
  }

  private static void assertSame(List<Chunk> actual, List<Chunk> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).section()).isEqualTo(expected.get(i).section());
      assertThat(actual.get(i).epoch()).isEqualTo(expected.get(i).epoch());
      assertThat(actual.get(i).index()).isEqualTo(expected.get(i).index());
      assertThat(actual.get(i).content()).isEqualTo(expected.get(i).content());
    }
  }

  private static <T> T granted(Outcome<T> outcome) {
    assertThat(outcome.refusal()).isNull();
    T value = outcome.value();
    if (value == null) {
      throw new AssertionError("neither granted nor refused");
    }
    return value;
  }

  private static void assertRefused(Outcome<?> outcome, ErrorReason reason) {
    assertThat(outcome.value()).isNull();
    assertThat(outcome.refusal())
        .isInstanceOfSatisfying(
            SeqsvrException.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }
}
