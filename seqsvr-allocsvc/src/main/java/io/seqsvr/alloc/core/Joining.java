package io.seqsvr.alloc.core;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.ClusterListener;
import io.seqsvr.cluster.core.ClusterMismatchException;
import io.seqsvr.cluster.core.Coordinator;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.Loop;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RouteRegister;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a node becomes part of a cluster: finds out which one the store is of, sees that coordination
 * is the same one's, and makes what serves.
 *
 * <p>Confined to one thread, which blocks while store and coordination answer.
 */
final class Joining {
  private final AllocSettings settings;
  private final SectionStore store;
  private final Coordination coordination;
  private final MonotonicClock clock;
  private final InstantSource wallClock;
  private final AllocObserver observer;
  private final Loop coordinatorLoop;
  private final ReservationLoop reservationLoop;

  Joining(
      AllocSettings settings,
      SectionStore store,
      Coordination coordination,
      MonotonicClock clock,
      InstantSource wallClock,
      AllocObserver observer,
      Loop coordinatorLoop,
      ReservationLoop reservationLoop) {
    this.settings = settings;
    this.store = store;
    this.coordination = coordination;
    this.clock = clock;
    this.wallClock = wallClock;
    this.observer = observer;
    this.coordinatorLoop = coordinatorLoop;
    this.reservationLoop = reservationLoop;
  }

  /**
   * Joins the cluster.
   *
   * @param table looked at before the identity: where only that was removed, ours must not take its
   *     place
   * @param self the node in its first life
   * @throws ClusterMismatchException if store and coordination are not the same cluster's
   * @throws io.seqsvr.api.error.SeqsvrException if the store does not answer
   */
  Joined join(Optional<RouteRegister.Entry> table, NodeIdentity self, ClusterListener listener)
      throws RegisterUnavailableException {
    ClusterIdentity cluster = store.cluster();
    if (table.isPresent()) {
      requireSame(table.get().table().cluster(), cluster);
    }
    requireSame(coordination.identity().readOrCreate(cluster), cluster);
    boolean ownedBefore = isOwnedBefore(cluster);
    LeaseRegister rows = coordination.rows().apply(cluster);
    List<Section> sections =
        IntStream.range(0, cluster.sectionCount())
            .mapToObj(id -> new Section(id, settings, clock, reservationLoop, observer))
            .toList();
    reservationLoop.start(cluster);
    return new Joined(
        cluster,
        new Allocator(sections, settings, clock, observer),
        new SectionKeeper(sections, store, settings, clock, observer),
        rows,
        new Coordinator(
            cluster,
            self,
            settings.lease(),
            coordination.marks(),
            rows,
            coordination.routes(),
            clock,
            coordinatorLoop,
            listener,
            () -> ownedBefore ? wallClock.millis() : 1));
  }

  private static void requireSame(ClusterIdentity known, ClusterIdentity own) {
    if (!known.equals(own)) {
      throw new ClusterMismatchException(known, own);
    }
  }

  /**
   * The table that coordination has answered with.
   *
   * @param found what it answered; null if it failed
   * @throws RegisterUnavailableException why, if it failed
   */
  @SuppressWarnings("NullableOptional") // a future ends with either this or a failure
  static Optional<RouteRegister.Entry> answered(
      @Nullable Optional<RouteRegister.Entry> found, @Nullable Throwable why)
      throws RegisterUnavailableException {
    if (found != null) {
      return found;
    }
    Throwable cause =
        why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    if (cause instanceof RegisterUnavailableException unavailable) {
      throw unavailable;
    }
    throw new IllegalStateException(cause);
  }

  /**
   * Where sections have been owned before, there were tables, and coordination may have lost them
   * or may show an older one than callers have: the time is above every version that counting has
   * reached.
   */
  private boolean isOwnedBefore(ClusterIdentity cluster) {
    return SectionLoader.inspect(store, cluster, 0, cluster.sectionCount() - 1).stream()
        .anyMatch(row -> row.epoch() > 0);
  }
}
