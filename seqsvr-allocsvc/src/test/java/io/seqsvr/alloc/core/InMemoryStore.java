package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.InMemoryLeases;
import io.seqsvr.cluster.core.LeaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@link InMemoryRows} with the troubles of a store: no answer before the write, no answer after
 * it, and going back in time. Thread-safe.
 */
final class InMemoryStore implements SectionStore {
  /** The methods of the port, as troubles name them. */
  enum Call {
    CLUSTER,
    INSPECT,
    ACQUIRE,
    READ_COUNTERS,
    RESERVE,
    RESERVE_COUNTERS,
    WRITE_SNAPSHOTS,
    READ_SNAPSHOTS,
    RELEASE
  }

  private final ClusterIdentity cluster;
  private final InMemoryRows rows;

  /** The leases beside the rows; as silent as the store when that is down. */
  final InMemoryLeases leases = new InMemoryLeases();

  private boolean down;
  private Random troubles = new Random(0);
  private double lossRate;
  private int reserveCalls;
  private int clusterCalls;
  private @Nullable Call silent;
  private boolean silentAfterwards;
  private int silences;
  private final Map<Call, Runnable> events = new EnumMap<>(Call.class);

  InMemoryStore(ClusterIdentity cluster) {
    this.cluster = cluster;
    this.rows = new InMemoryRows(cluster.sectionCount());
  }

  /** From now on no call is answered, or every one is. */
  synchronized void setDown(boolean isDown) {
    down = isDown;
    leases.setDown(isDown);
  }

  /** Shuts the owner of a section out, as an administrator does. */
  synchronized void raise(int section, long atLeast) {
    rows.raise(section, atLeast);
  }

  private boolean isLease(String incarnation, LeaseState state) {
    return leases
        .read(incarnation)
        .join()
        .map(entry -> entry.lease().state() == state)
        .orElse(false);
  }

  /**
   * From now on a part of the calls is lost on the way there, and the same part on the way back.
   */
  synchronized void setLoss(long seed, double rate) {
    troubles = new Random(seed);
    lossRate = rate;
  }

  /**
   * The next calls of one kind are not answered.
   *
   * @param afterwards whether they are carried out nevertheless
   */
  synchronized void setSilent(Call call, boolean afterwards, int times) {
    silent = call;
    silentAfterwards = afterwards;
    silences = times;
  }

  /** Something happens once, right behind the next call of a kind. */
  synchronized void setAfterwards(Call call, Runnable event) {
    events.put(call, event);
  }

  /** How many of the calls that were not to be answered are still to come. */
  synchronized int silencesLeft() {
    return silences;
  }

  synchronized long maxSeq(int section) {
    return rows.row(section).maxSeq;
  }

  /** The ceiling of one conversation: its section's, or its own if that is higher. */
  synchronized long ceiling(int section, long hash) {
    return Math.max(rows.row(section).maxSeq, rows.row(section).hot.getOrDefault(hash, 0L));
  }

  /** The hot counters are as they were before any was made. */
  synchronized void loseCounters() {
    rows.loseCounters();
  }

  synchronized int reserveCalls() {
    return reserveCalls;
  }

  /** How often somebody asked whose store this is. */
  synchronized int clusterCalls() {
    return clusterCalls;
  }

  /** Changes every stored part of a snapshot; null takes it away. Returns how many there are. */
  synchronized int damageSnapshots(UnaryOperator<byte @Nullable []> damage) {
    return rows.damageSnapshots(damage);
  }

  /** What puts the present snapshots back into the rows. */
  synchronized Runnable rememberSnapshots() {
    Runnable putBack = rows.rememberSnapshots();
    return () -> {
      synchronized (this) {
        putBack.run();
      }
    };
  }

  /** Takes the name of the snapshot out of every row. */
  synchronized void forgetSeals() {
    rows.forgetSeals();
  }

  @Override
  public ClusterIdentity cluster() {
    return answered(
        Call.CLUSTER,
        () -> {
          clusterCalls++;
          return cluster;
        });
  }

  @Override
  public List<Row> inspect(ClusterIdentity identity, int first, int last) {
    return answered(
        Call.INSPECT,
        () -> {
          List<Row> result = new ArrayList<>();
          for (int section = first; section <= last; section++) {
            result.add(rows.inspect(section));
          }
          return result;
        });
  }

  @Override
  public List<Row> inspect(ClusterIdentity identity, List<Integer> sections) {
    return answered(Call.INSPECT, () -> sections.stream().map(rows::inspect).toList());
  }

  @Override
  public List<Outcome<Acquired>> acquire(
      ClusterIdentity identity, String incarnation, long step, List<Acquisition> acquisitions) {
    return answered(
        Call.ACQUIRE,
        () ->
            acquisitions.stream()
                .map(
                    wish ->
                        rows.acquire(
                            incarnation,
                            step,
                            wish,
                            owner -> isLease(owner, LeaseState.FENCED),
                            owner -> isLease(owner, LeaseState.HELD)))
                .toList());
  }

  @Override
  public List<Outcome<List<CounterRow>>> readCounters(
      ClusterIdentity identity, List<Owned> sections) {
    return answered(Call.READ_COUNTERS, () -> sections.stream().map(rows::readCounters).toList());
  }

  @Override
  public List<Outcome<Reservation>> reserve(
      ClusterIdentity identity, List<Reservation> reservations) {
    return answered(
        Call.RESERVE,
        () -> {
          reserveCalls++;
          return reservations.stream().map(rows::reserve).toList();
        });
  }

  @Override
  public List<Outcome<CounterReservation>> reserveCounters(
      ClusterIdentity identity, List<CounterReservation> reservations) {
    return answered(
        Call.RESERVE_COUNTERS, () -> reservations.stream().map(rows::reserveCounter).toList());
  }

  @Override
  public List<Outcome<Chunk>> writeSnapshots(ClusterIdentity identity, List<Chunk> chunks) {
    return answered(Call.WRITE_SNAPSHOTS, () -> chunks.stream().map(rows::writeSnapshot).toList());
  }

  @Override
  public List<Chunk> readSnapshots(ClusterIdentity identity, List<Row> wanted) {
    return answered(
        Call.READ_SNAPSHOTS,
        () -> wanted.stream().flatMap(row -> rows.readSnapshot(row).stream()).toList());
  }

  @Override
  public List<Outcome<Long>> release(ClusterIdentity identity, List<Surrender> surrenders) {
    return answered(Call.RELEASE, () -> surrenders.stream().map(rows::release).toList());
  }

  private synchronized <T> T answered(Call name, Supplier<T> call) {
    boolean mute = silences > 0 && name == silent;
    if (mute) {
      silences--;
    }
    if (down || troubles.nextDouble() < lossRate || (mute && !silentAfterwards)) {
      throw silence();
    }
    T answer = call.get();
    Runnable event = events.remove(name);
    if (event != null) {
      event.run();
    }
    if (troubles.nextDouble() < lossRate || mute) {
      throw silence();
    }
    return answer;
  }

  private static SeqsvrException silence() {
    return SeqsvrException.retryable(
        ErrorReason.STORE_UNAVAILABLE, "no answer", Duration.ofMillis(1));
  }
}
