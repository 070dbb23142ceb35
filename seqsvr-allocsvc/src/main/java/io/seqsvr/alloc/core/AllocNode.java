package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.ClusterMismatchException;
import io.seqsvr.cluster.core.LeaseKeeper;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.cluster.core.TakeOver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One node of the alloc tier: joins the cluster, keeps its lease, serves the sections that the
 * routing table gives it, and gives them back at the end.
 *
 * <p>Thread-safe. Three threads of its own: one renews the lease and does nothing else, so that
 * neither a slow store nor a slow table delays it; one reads routes and acquires sections; one
 * reserves. {@link #close} may block until all counters are stored, everything else answers from
 * memory.
 */
public final class AllocNode implements AutoCloseable {
  /** Longest wait for the sections to be given back: their counters have to be stored. */
  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(20);

  /** Longest wait for a thread that has nothing to do any more. */
  private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

  private final AllocSettings settings;
  private final SectionStore store;
  private final Coordination coordination;
  private final MonotonicClock clock;
  private final InstantSource wallClock;
  private final AllocObserver observer;
  private final ScheduledExecutorService renewals = thread("seqsvr-lease");
  private final ScheduledExecutorService ownership = thread("seqsvr-ownership");
  private final ScheduledExecutorService reservations = thread("seqsvr-reserve");
  private final TakeOver takeOver;
  private final ReservationLoop reservationLoop;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Nothing is owned any more, so the lease is not renewed. */
  private volatile boolean left;

  /** What the node is part of; null until store and coordination have been reached once. */
  private volatile @Nullable Joined joined;

  private volatile @Nullable RoutingTable routes;

  /** This life of the node; written by the ownership thread. */
  private volatile Life life;

  /**
   * What is known once the cluster is joined.
   *
   * @param allocator serves calls
   */
  private record Joined(ClusterIdentity cluster, Allocator allocator, SectionKeeper keeper) {}

  /** One incarnation with its lease. */
  private record Life(NodeIdentity self, NodeLease lease, LeaseKeeper keeper) {}

  /** A node that has not been started. */
  public AllocNode(
      NodeIdentity self,
      AllocSettings settings,
      SectionStore store,
      Coordination coordination,
      MonotonicClock clock,
      InstantSource wallClock,
      AllocObserver observer) {
    this.settings = settings;
    this.wallClock = wallClock;
    this.store = store;
    this.coordination = coordination;
    this.clock = clock;
    this.observer = observer;
    this.takeOver = new TakeOver(coordination.routes(), coordination.leases(), clock);
    this.reservationLoop = new ReservationLoop(store, reservations, clock, observer, this::onFatal);
    this.life = newLife(self);
  }

  /** Begins to join the cluster and returns at once; {@link #isServing} tells when it is done. */
  public void start() {
    long interval = settings.lease().renewIntervalNanos();
    var unusedTicks =
        ownership.scheduleWithFixedDelay(this::tick, 0, interval, TimeUnit.NANOSECONDS);
    var unusedRenewals =
        renewals.scheduleAtFixedRate(this::renew, 0, interval, TimeUnit.NANOSECONDS);
  }

  /**
   * The allocator.
   *
   * @throws SeqsvrException SECTION_MOVING before the cluster has been joined
   */
  public Allocator allocator() {
    Joined now = joined;
    if (now == null) {
      throw SeqsvrException.retryable(
          ErrorReason.SECTION_MOVING,
          "the node has not joined the cluster yet",
          Duration.ofMillis(100));
    }
    return now.allocator();
  }

  /**
   * How full the node is; all 0 before the cluster has been joined. Costs what the allocator's
   * does.
   */
  public AllocStats stats() {
    Joined now = joined;
    return now == null ? AllocStats.NONE : now.allocator().stats();
  }

  /** The present life of this node. */
  public NodeIdentity self() {
    return life.self();
  }

  /** The latest routing table that this node has seen. */
  public Optional<RoutingTable> routes() {
    return Optional.ofNullable(routes);
  }

  /**
   * Whether this node may serve, and serves everything that the routing table gives it, be that
   * nothing: a node that waits for another one's end is ready, too.
   */
  public boolean isReady() {
    Joined now = joined;
    RoutingTable table = routes;
    Life present = life;
    return now != null
        && table != null
        && present.lease().isHeld()
        && now.keeper().isComplete(table, present.self());
  }

  /** Whether this node is ready and has sections to serve. */
  public boolean isServing() {
    RoutingTable table = routes;
    return table != null && table.sectionsOf(life.self().incarnation()) > 0 && isReady();
  }

  /**
   * How long this node may serve without another renewal, in nanoseconds; negative if it may not.
   */
  public long leaseRemainingNanos() {
    return life.lease().remainingNanos();
  }

  /**
   * Ends exceptionally if the node can never serve, because parts of different clusters have met.
   */
  public CompletableFuture<Void> failure() {
    return failure.copy();
  }

  /**
   * Gives back the sections and the lease, if store and coordination answer, and stops. A second
   * call does nothing.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    ownership.execute(this::leave);
    ownership.shutdown();
    awaitEnd(ownership, LEAVE_TIMEOUT);
    renewals.shutdownNow();
    reservations.shutdownNow();
    awaitEnd(renewals, END_TIMEOUT);
    awaitEnd(reservations, END_TIMEOUT);
  }

  /**
   * Goes on while the node leaves: sections that are not closed yet serve, and an observer that saw
   * the lease end would take over without the counters that are being stored.
   */
  private void renew() {
    if (joined == null || left) {
      return;
    }
    try {
      life.keeper().renew();
      observer.onCoordinationAnswers();
    } catch (RegisterUnavailableException e) {
      if (!left) {
        observer.onCoordinationSilent(e);
      }
    } catch (Throwable e) {
      onUnexpected(e);
    }
  }

  private void tick() {
    try {
      Joined now = joined;
      if (now == null) {
        joined = join();
        return;
      }
      Life present = life;
      if (present.lease().isOver()) {
        now.keeper().dropAll("the lease was ended by another node");
        life = newLife(present.self().reborn());
        return;
      }
      if (present.lease().isHeld()) {
        follow(now, present);
      }
    } catch (RegisterUnavailableException e) {
      observer.onCoordinationSilent(e);
    } catch (ClusterMismatchException e) {
      onFatal(SeqsvrException.of(ErrorReason.CLUSTER_MISMATCH, String.valueOf(e.getMessage())));
    } catch (SeqsvrException e) {
      observer.onStoreSilent("acquire", e);
      if (e.reason() == ErrorReason.CLUSTER_MISMATCH) {
        onFatal(e);
      }
    } catch (Throwable e) {
      onUnexpected(e);
    }
  }

  /**
   * Something that no part of the node expects. The task goes on with its next turn, because a task
   * that dies in silence would leave a node that refuses for ever; after an Error (out of memory, a
   * class that is missing) the process had better end.
   */
  private void onUnexpected(Throwable unexpected) {
    observer.onUnexpected(unexpected);
    if (unexpected instanceof Error) {
      onFatal(unexpected);
    }
  }

  private void onFatal(Throwable why) {
    failure.completeExceptionally(why);
  }

  private Joined join() throws RegisterUnavailableException {
    ClusterIdentity cluster = store.cluster();
    ClusterIdentity known = coordination.identity().readOrCreate(cluster);
    if (!known.equals(cluster)) {
      throw new ClusterMismatchException(known, cluster);
    }
    List<Section> sections =
        IntStream.range(0, cluster.sectionCount())
            .mapToObj(id -> new Section(id, settings, clock, reservationLoop, observer))
            .toList();
    reservationLoop.start(cluster);
    return new Joined(
        cluster,
        new Allocator(sections, settings, clock, observer),
        new SectionKeeper(sections, store, settings, clock, observer));
  }

  private void follow(Joined now, Life present) throws RegisterUnavailableException {
    Optional<RoutingTable> seen =
        takeOver.look(present.self(), now.cluster(), () -> firstVersion(now.cluster()));
    RoutingTable before = routes;
    if (seen.isEmpty() || (before != null && seen.get().version() < before.version())) {
      // Another node writes right now, or a server that lags behind has answered.
      return;
    }
    RoutingTable table = seen.get();
    if (before == null || table.version() > before.version()) {
      routes = table;
      observer.onRoutes(table.version(), table.sectionsOf(present.self().incarnation()));
    }
    now.keeper().reconcile(table, present.self(), present.lease());
  }

  /**
   * The version of a first table. Where sections have been owned before, there was one, and
   * coordination has lost it: the time is above every version that counting has reached.
   */
  private long firstVersion(ClusterIdentity cluster) {
    boolean ownedBefore =
        store.inspect(cluster, 0, cluster.sectionCount() - 1).stream()
            .anyMatch(row -> row.epoch() > 0);
    return ownedBefore ? wallClock.millis() : 1;
  }

  private void leave() {
    Joined now = joined;
    if (now == null) {
      return;
    }
    try {
      now.keeper().releaseAll(now.cluster());
    } catch (Throwable e) {
      onUnexpected(e);
    }
    now.keeper().dropAll("the node is closing");
    left = true;
    life.lease().onOver();
    try {
      coordination.leases().remove(life.self().incarnation());
    } catch (RegisterUnavailableException e) {
      observer.onCoordinationSilent(e);
    }
  }

  private Life newLife(NodeIdentity self) {
    NodeLease lease = new NodeLease(settings.lease(), clock);
    return new Life(self, lease, new LeaseKeeper(self, coordination.leases(), lease, clock));
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void awaitEnd(ScheduledExecutorService executor, Duration limit) {
    try {
      if (!executor.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
