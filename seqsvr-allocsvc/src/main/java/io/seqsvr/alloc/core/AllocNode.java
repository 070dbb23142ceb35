package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterListener;
import io.seqsvr.cluster.core.ClusterMismatchException;
import io.seqsvr.cluster.core.LeaseListener;
import io.seqsvr.cluster.core.LeaseRenewals;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.Register;
import io.seqsvr.cluster.core.RegisterDeniedException;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.cluster.core.Share;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One node of the alloc tier: joins the cluster, keeps its lease, serves the sections that the
 * routing table gives it, and gives them back at the end.
 *
 * <p>Thread-safe. Works on the loops of {@link NodeLoops}. {@link #close} may block until all
 * counters are stored, everything else answers from memory.
 */
public final class AllocNode implements AutoCloseable {
  /** Longest wait for others to take the sections over while this node still serves. */
  private static final Duration MOVE_OUT_LIMIT = Duration.ofSeconds(6);

  /** Longest wait for everything that {@link #leave} does. */
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(22);

  /** First pause before sections that their last owner has not given back are asked for again. */
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  private final AllocSettings settings;
  private final Share share;
  private final Coordination coordination;
  private final MonotonicClock clock;
  private final InstantSource wallClock;
  private final AllocObserver observer;
  private final NodeLoops loops;
  private final Joining joining;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final AtomicBoolean turnPlanned = new AtomicBoolean();

  /** What the node is part of; null until store and coordination have been reached once. */
  private volatile @Nullable Joined joined;

  private volatile @Nullable RoutingTable routes;

  /** This node in its present life; written on the ownership loop. */
  private volatile NodeIdentity self;

  /** The lease of this life; null until the cluster is joined, written on the ownership loop. */
  private volatile @Nullable LeaseRenewals life;

  /** Confined to the ownership loop, as is {@link #ended}. */
  private long pauseNanos = FIRST_PAUSE_NANOS;

  private boolean ended;

  /** A node that has not been started. */
  public AllocNode(
      NodeIdentity self,
      Share share,
      AllocSettings settings,
      SectionStore store,
      Coordination coordination,
      MonotonicClock clock,
      InstantSource wallClock,
      AllocObserver observer,
      NodeLoops loops) {
    this.share = share;
    this.settings = settings;
    this.wallClock = wallClock;
    this.coordination = coordination;
    this.clock = clock;
    this.observer = observer;
    this.loops = loops.guardedBy(this::onUnexpected);
    ReservationLoop reservationLoop =
        new ReservationLoop(store, this.loops.reservations(), clock, observer, this::onFatal);
    this.joining =
        new Joining(
            settings,
            store,
            coordination,
            clock,
            wallClock,
            observer,
            this.loops.cluster(),
            reservationLoop);
    this.self = self;
  }

  /** Begins to join the cluster and returns at once; {@link #isServing} tells when it is done. */
  public void start() {
    loops.ownership().execute(this::tick);
  }

  /** This node in its present life. */
  public NodeIdentity self() {
    return self;
  }

  /**
   * The allocator, for one request. The wall clock is asked here and not at each step: once in a
   * request, since it began, is enough.
   *
   * @throws SeqsvrException SECTION_MOVING before the cluster has been joined; LEASE_LOST if only
   *     the monotonic clock says that the lease holds, as after a suspension of the machine
   */
  public Allocator allocator() {
    Joined now = joined;
    if (now == null) {
      throw SeqsvrException.retryable(
          ErrorReason.SECTION_MOVING,
          "the node has not joined the cluster yet",
          Duration.ofMillis(100));
    }
    LeaseRenewals present = life;
    if (present != null
        && !present.lease().isHeldByWallClock()
        && present.lease().isHeld(clock.nanoTime())) {
      observer.onRefused(ErrorReason.LEASE_LOST);
      throw Refusals.leaseLost();
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

  /** All sections, by id, for those who look inside; none before the cluster has been joined. */
  List<Section> sections() {
    Joined now = joined;
    return now == null ? List.of() : now.allocator().sections();
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
    LeaseRenewals present = life;
    return now != null
        && table != null
        && present != null
        && present.lease().isHeld()
        && now.keeper().isComplete(table, present.self());
  }

  /** Whether this node is ready and has sections to serve. */
  public boolean isServing() {
    RoutingTable table = routes;
    return table != null && table.sectionsOf(self.incarnation()) > 0 && isReady();
  }

  /**
   * How long this node may serve without another renewal, in nanoseconds; negative or 0 if it may
   * not.
   */
  public long leaseRemainingNanos() {
    LeaseRenewals present = life;
    return present == null ? 0 : present.lease().remainingNanos();
  }

  /**
   * Ends exceptionally if the node can never serve, because parts of different clusters have met.
   */
  public CompletableFuture<Void> failure() {
    return failure.copy();
  }

  /**
   * Begins to leave and returns at once: lets other nodes take the sections over, gives back what
   * is left, and gives up the lease; as far as store and coordination answer. The future ends when
   * that is done. A second call changes nothing.
   */
  public CompletableFuture<Void> leave() {
    if (!leaving.getAndSet(true)) {
      loops.ownership().execute(this::beginToLeave);
    }
    return left.copy();
  }

  /** {@link #leave}, and stops. Blocks until that is done; a second call does nothing more. */
  @Override
  public void close() {
    CompletableFuture<Void> gone =
        leave().completeOnTimeout(null, LEAVE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    try {
      gone.join();
    } catch (CompletionException e) {
      observer.onUnexpected(e);
    }
    loops.end().run();
  }

  /** Joins, and then looks again and again whether the sections are those of the table. */
  private void tick() {
    if (ended) {
      return;
    }
    if (joined == null) {
      var unused =
          coordination
              .routes()
              .read()
              .whenComplete((found, why) -> loops.ownership().execute(() -> tryToJoin(found, why)));
      return;
    }
    loops.ownership().after(settings.lease().renewIntervalNanos(), this::tick);
    turn();
  }

  @SuppressWarnings("NullableOptional") // a future ends with either this or a failure
  private void tryToJoin(@Nullable Optional<RouteRegister.Entry> found, @Nullable Throwable why) {
    if (ended) {
      return;
    }
    Joined now = guarded(() -> joining.join(Joining.answered(found, why), self, new Cluster()));
    if (now == null) {
      if (!failure.isDone()) {
        loops.ownership().after(settings.lease().renewIntervalNanos(), this::tick);
      }
      return;
    }
    joined = now;
    now.coordinator().start();
    live(now, self);
    tick();
  }

  /** Asks for a turn at once. May be called by any thread. */
  private void demandTurn() {
    planTurn(0);
  }

  private void planTurn(long delayNanos) {
    if (!turnPlanned.getAndSet(true)) {
      loops
          .ownership()
          .after(
              delayNanos,
              () -> {
                turnPlanned.set(false);
                turn();
              });
    }
  }

  private void turn() {
    Joined now = joined;
    RoutingTable table = routes;
    LeaseRenewals present = life;
    if (ended || now == null || table == null || present == null) {
      return;
    }
    if (present.lease().isOver()) {
      reborn(now, present);
      return;
    }
    if (!present.lease().isHeld() || !present.established().isDone()) {
      return;
    }
    Boolean complete =
        guarded(() -> now.keeper().reconcile(table, present.self(), present.lease()));
    if (complete == null || complete) {
      pauseNanos = FIRST_PAUSE_NANOS;
      return;
    }
    // Another node has to give the sections back first, or its lease to end: soon.
    planTurn(pauseNanos);
    pauseNanos = Math.min(2 * pauseNanos, settings.lease().patienceNanos());
  }

  private void reborn(Joined now, LeaseRenewals before) {
    now.keeper().dropAll("the lease was ended by another node");
    if (!leaving.get()) {
      NodeIdentity next = before.self().reborn();
      now.coordinator().onReborn(next);
      live(now, next);
    }
  }

  private void live(Joined now, NodeIdentity next) {
    LeaseRenewals renewals =
        new LeaseRenewals(
            next,
            share,
            new NodeLease(settings.lease(), clock, wallClock),
            coordination.marks(),
            now.rows(),
            loops.lease(),
            new Renewals());
    self = next;
    life = renewals;
    renewals.start();
  }

  /** The value, or null if it could not be had this time. */
  private <T> @Nullable T guarded(Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (RegisterDeniedException e) {
      onFatal(
          SeqsvrException.of(
              ErrorReason.FORBIDDEN,
              e.getMessage() + "; all nodes of a cluster share zookeeper.credentials"));
    } catch (RegisterUnavailableException e) {
      observer.onCoordinationSilent(e);
    } catch (ClusterMismatchException e) {
      onMismatch(e);
    } catch (SeqsvrException e) {
      observer.onStoreSilent("acquire", e);
      if (e.reason() == ErrorReason.CLUSTER_MISMATCH) {
        onFatal(e);
      }
    } catch (Throwable e) {
      onUnexpected(e);
    }
    return null;
  }

  private interface Attempt<T> {
    T run() throws RegisterUnavailableException;
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

  private void onMismatch(ClusterMismatchException why) {
    onFatal(SeqsvrException.of(ErrorReason.CLUSTER_MISMATCH, String.valueOf(why.getMessage())));
  }

  private void beginToLeave() {
    Joined now = joined;
    LeaseRenewals present = life;
    if (now == null || present == null) {
      ended = true;
      left.complete(null);
      return;
    }
    present.leave();
    awaitMovedOut(now, present, clock.nanoTime());
  }

  /** Serves until others have taken everything over, or there is nobody, or the time is over. */
  private void awaitMovedOut(Joined now, LeaseRenewals present, long sinceNanos) {
    turn();
    boolean late = clock.nanoTime() - sinceNanos >= MOVE_OUT_LIMIT.toNanos();
    if (late || now.keeper().isEmpty() || !present.lease().isHeld()) {
      loops.ownership().execute(() -> giveUp(now, present));
      return;
    }
    now.coordinator()
        .countOthers(
            others ->
                loops
                    .ownership()
                    .after(
                        others == 0 ? 0 : settings.lease().patienceNanos(),
                        () -> {
                          if (others == 0) {
                            giveUp(now, present);
                          } else {
                            awaitMovedOut(now, present, sinceNanos);
                          }
                        }));
  }

  private void giveUp(Joined now, LeaseRenewals present) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      now.keeper().releaseAll(now.cluster());
    } catch (Throwable e) {
      onUnexpected(e);
    }
    now.keeper().dropAll("the node is closing");
    now.coordinator().end();
    var unused = present.end().whenComplete((done, e) -> left.complete(null));
  }

  private final class Renewals implements LeaseListener {
    @Override
    public void onRenewed(boolean inRow) {
      observer.onLeaseRenewed(inRow);
    }

    @Override
    public void onSilent(Register register, Throwable why) {
      observer.onRegisterSilent(register, why);
    }

    @Override
    public void onEstablished() {
      demandTurn();
    }

    @Override
    public void onOver() {
      demandTurn();
    }
  }

  private final class Cluster implements ClusterListener {
    @Override
    public void onRoutes(RoutingTable table) {
      routes = table;
      observer.onRoutes(table.version(), table.sectionsOf(self.incarnation()));
      demandTurn();
    }

    @Override
    public void onExpired(NodeIdentity silent) {
      observer.onExpired(silent);
    }

    @Override
    public void onRefused(Register register, NodeIdentity silent) {
      observer.onContested(register, silent);
    }

    @Override
    public void onFenced(NodeIdentity silent) {
      observer.onFenced(silent);
    }

    @Override
    public void onReach(boolean reached) {
      LeaseRenewals present = life;
      if (present != null) {
        present.cutOff(!reached);
      }
    }

    @Override
    public void onSilent(Register register, Throwable why) {
      observer.onRegisterSilent(register, why);
    }

    @Override
    public void onMismatch(ClusterMismatchException why) {
      AllocNode.this.onMismatch(why);
    }
  }
}
