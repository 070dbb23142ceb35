package io.seqsvr.cluster.core;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches all leases, ends those of silent nodes, and keeps the routing table pointing at live
 * ones. Runs on every node; {@link LeaseWatch} says who acts first. Whatever it does wrongly costs
 * time only: a lease is ended by conditional writes, and the store gives a section away only when
 * its owner's lease has ended.
 *
 * <p>Thread-safe: everything happens on the loop, which never blocks.
 */
public final class Coordinator {
  /** Part of all sections that may move at a time between nodes that serve. */
  private static final int MOVES_PART = 8;

  /**
   * Shortest time from any new table to one that moves sections between nodes that serve, whoever
   * writes them. A section is nobody's from the table that moves it until its new owner has loaded
   * it, so the next ones had better wait until those are served; and one that has just been taken
   * over from the dead is not to move on at once, to a node that comes back. A node that leaves is
   * emptied at the pace of its lease: it waits for that.
   */
  private static final long MOVE_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final ClusterIdentity cluster;
  private final LeaseTerms terms;
  private final LeaseRegister marks;
  private final LeaseRegister rows;
  private final RouteRegister routes;
  private final MonotonicClock clock;
  private final Loop loop;
  private final ClusterListener listener;
  private final LongSupplier lowestVersion;

  private final LeaseWatch watch = new LeaseWatch();
  private final RouteView view;
  private final Poll marksPoll = new Poll();
  private final Poll rowsPoll = new Poll();
  private final Poll routesPoll = new Poll();
  private NodeIdentity self;

  /** When the last read of the rows that was answered was sent; in the beginning, the beginning. */
  private long rowsSentNanos;

  private boolean rowsAreSilent;

  private boolean ended;
  private boolean writing;
  private long writingNanos;
  private boolean changed;
  private long changedNanos;
  private boolean wanted;
  private long wantedNanos;
  private @Nullable Situation settled;

  /** What a table is made of: while it stays the same, there is nothing to be changed. */
  private record Situation(
      List<Assignment.Candidate> live, List<String> over, int maxMoves, boolean behind) {}

  /**
   * A coordinator that does nothing yet.
   *
   * @param terms of this node's own lease; they set its pace
   * @param lowestVersion a table is written with no lower version: 1, or, where there may have been
   *     tables that the register has lost, a number above theirs
   */
  public Coordinator(
      ClusterIdentity cluster,
      NodeIdentity self,
      LeaseTerms terms,
      LeaseRegister marks,
      LeaseRegister rows,
      RouteRegister routes,
      MonotonicClock clock,
      Loop loop,
      ClusterListener listener,
      LongSupplier lowestVersion) {
    this.cluster = cluster;
    this.self = self;
    this.terms = terms;
    this.marks = marks;
    this.rows = rows;
    this.routes = routes;
    this.clock = clock;
    this.loop = loop;
    this.listener = listener;
    this.lowestVersion = lowestVersion;
    this.view = new RouteView(cluster);
  }

  /** Begins to watch. */
  public void start() {
    routes.onChange(() -> loop.execute(this::onHint));
    loop.execute(
        () -> {
          rowsSentNanos = clock.nanoTime();
          turn();
        });
  }

  /** This node goes on as another incarnation. */
  public void onReborn(NodeIdentity next) {
    loop.execute(() -> self = next);
  }

  /** Does nothing more. */
  public void end() {
    loop.execute(() -> ended = true);
  }

  /** How many leases are watched; on the loop. */
  int watched() {
    return watch.all().size();
  }

  /** Calls back, on the loop, with the number of other nodes that could serve. */
  public void countOthers(IntConsumer heard) {
    loop.execute(
        () ->
            heard.accept(
                (int)
                    watch.live(clock.nanoTime()).stream()
                        .filter(lease -> !lease.share().leaving() && !isSelf(lease))
                        .count()));
  }

  private void turn() {
    if (ended) {
      return;
    }
    loop.after(terms.patienceNanos() / 2, this::turn);
    step();
  }

  private void onHint() {
    routesPoll.hurry();
    step();
  }

  private void step() {
    if (ended) {
      return;
    }
    long nowNanos = clock.nanoTime();
    List<WatchedLease> live = watch.live(nowNanos);
    int rank = rank(live);
    boolean isLive = rank < live.size();
    look(nowNanos, isLive ? rank : 0, isLive);
    listener.onReach(nowNanos - rowsSentNanos < rowsIntervalNanos(rank) + terms.leaseNanos());
    for (WatchedLease lease : List.copyOf(watch.all())) {
      if (!isSelf(lease)) {
        act(lease, lease.due(nowNanos, rank * patienceOfRank()));
      }
    }
    if (watch.isWarm() && rank < live.size()) {
      route(nowNanos, rank, live);
    }
  }

  /** The place of this node among the live ones; after them all if it is not one. */
  private int rank(List<WatchedLease> live) {
    for (int i = 0; i < live.size(); i++) {
      if (isSelf(live.get(i))) {
        return i;
      }
    }
    return Math.max(live.size(), (int) watch.all().stream().filter(l -> !l.isOver()).count());
  }

  private long patienceOfRank() {
    return terms.leaseNanos() / 2;
  }

  /**
   * The first two watch closely, so that one of them is always ready; the others less, but often
   * enough to know who is live, because their own ranks depend on it.
   */
  private void look(long nowNanos, int rank, boolean isLive) {
    boolean close = rank <= 1;
    boolean hurry = close && (!isLive || watch.all().stream().anyMatch(WatchedLease::isSuspicious));
    long marksNanos = close ? terms.patienceNanos() : terms.leaseNanos() / 3;
    long rowsIntervalNanos =
        hurry ? terms.patienceNanos() : rowsIntervalNanos(rowsAreSilent ? 1 : rank);
    poll(marksPoll, nowNanos, marksNanos, marks::readAll, Register.MARKS, watch::onMarks);
    poll(rowsPoll, nowNanos, rowsIntervalNanos, rows::readAll, Register.ROWS, this::onRows);
    poll(
        routesPoll,
        nowNanos,
        patienceOfRank(),
        routes::read,
        Register.ROUTES,
        (found, sentNanos, replyNanos) -> onRoutes(found));
  }

  private interface Heard<T> {
    void on(T found, long sentNanos, long replyNanos);
  }

  private interface Read<T> {
    CompletableFuture<T> send();
  }

  private <T> void poll(
      Poll poll, long nowNanos, long intervalNanos, Read<T> read, Register name, Heard<T> heard) {
    if (!poll.begin(nowNanos, intervalNanos, terms.leaseNanos())) {
      return;
    }
    answer(
        read.send(),
        (found, failure) -> {
          poll.onAnswer(nowNanos);
          if (found == null) {
            rowsAreSilent |= name == Register.ROWS;
            listener.onSilent(name, LeaseRenewals.unwrap(failure));
          } else {
            heard.on(found, nowNanos, clock.nanoTime());
            step();
          }
        });
  }

  private long rowsIntervalNanos(int rank) {
    return Math.max(1, rank) * patienceOfRank();
  }

  private void onRows(List<LeaseRegister.Entry> found, long sentNanos, long replyNanos) {
    rowsSentNanos = sentNanos;
    rowsAreSilent = false;
    watch.onRows(found, sentNanos, replyNanos);
  }

  private void onRoutes(Optional<RouteRegister.Entry> found) {
    try {
      view.onRead(found).ifPresent(this::publish);
    } catch (ClusterMismatchException e) {
      endAs(e);
    }
  }

  private void endAs(ClusterMismatchException mismatch) {
    ended = true;
    listener.onMismatch(mismatch);
  }

  /** A table that was read or written; an answer that is late can bring one that is old by now. */
  private void publish(RoutingTable table) {
    if (!view.onNewest(table)) {
      return;
    }
    settled = null;
    changed = true;
    changedNanos = clock.nanoTime();
    watch.onNamed(table.nodes());
    listener.onRoutes(table);
  }

  private void act(WatchedLease lease, WatchedLease.Due due) {
    switch (due) {
      case NOTHING -> {}
      case EXPIRE -> expire(lease);
      case FENCE -> fence(lease);
    }
  }

  private void expire(WatchedLease lease) {
    LeaseTerms written = lease.terms();
    if (written == null) {
      return;
    }
    Lease expired = new Lease(lease.holder(), written, LeaseState.EXPIRED, lease.share());
    long sentNanos = clock.nanoTime();
    Optional<LeaseRegister.Entry> seen = lease.markEntry();
    write(
        lease,
        seen.map(entry -> marks.replace(expired, entry.version()))
            .orElseGet(() -> marks.create(expired)),
        marksPoll,
        entry -> {
          lease.onExpired(seen.orElse(null), entry, sentNanos, clock.nanoTime());
          listener.onExpired(lease.holder());
        });
  }

  private void fence(WatchedLease lease) {
    LeaseRegister.Entry seen = lease.rowEntry().orElseThrow();
    write(
        lease,
        rows.replace(seen.lease().in(LeaseState.FENCED), seen.version()),
        rowsPoll,
        entry -> {
          lease.onFenced(entry, clock.nanoTime());
          listener.onFenced(lease.holder());
        });
  }

  private void write(
      WatchedLease lease,
      CompletableFuture<Optional<LeaseRegister.Entry>> sent,
      Poll poll,
      Consumer<LeaseRegister.Entry> done) {
    lease.onSending(clock.nanoTime());
    answer(
        sent,
        (written, failure) -> {
          lease.onAnswer();
          Register register = poll == rowsPoll ? Register.ROWS : Register.MARKS;
          if (written == null) {
            listener.onSilent(register, LeaseRenewals.unwrap(failure));
            return;
          }
          written.ifPresent(done);
          if (written.isEmpty()) {
            // It has met a lease that moves: what was seen of it counts no more.
            if (poll == rowsPoll) {
              lease.onRowRefused(clock.nanoTime());
            } else {
              lease.onMarkRefused(clock.nanoTime());
            }
            poll.hurry();
            listener.onRefused(register, lease.holder());
          }
          step();
        });
  }

  /** Writes the next table, if there is anything to change and nobody before this node does it. */
  private void route(long nowNanos, int rank, List<WatchedLease> live) {
    // Two writes at once are safe: the register takes one of them.
    boolean waits = writing && nowNanos - writingNanos < 2 * terms.leaseNanos();
    if (!view.isRead() || waits) {
      return;
    }
    boolean mayMove = !changed || nowNanos - changedNanos >= movePauseNanos(live);
    int maxMoves = mayMove ? Math.max(1, cluster.sectionCount() / MOVES_PART) : 0;
    Situation now =
        new Situation(
            live.stream().map(l -> new Assignment.Candidate(l.holder(), l.share())).toList(),
            view.nodes().stream().map(NodeIdentity::incarnation).filter(this::isOver).toList(),
            maxMoves,
            view.isBehind());
    if (now.equals(settled)) {
      return;
    }
    List<Optional<NodeIdentity>> present = view.owners();
    Optional<List<Optional<NodeIdentity>>> next =
        Assignment.next(present, now.live(), this::isOver, maxMoves);
    if (next.isEmpty() && !now.behind()) {
      settled = now;
      wanted = false;
      if (rank == 0) {
        tidy();
      }
      return;
    }
    if (!wanted) {
      wanted = true;
      wantedNanos = nowNanos;
    }
    if (next.isPresent() && maxMoves > 0 && rowsSentNanos - wantedNanos < 0) {
      // What moves is nobody's until the store has answered its old owner and its new one: it is
      // asked first. What is nobody's already does not wait for that.
      rowsPoll.hurryUnlessSentSince(wantedNanos);
      next = Assignment.next(present, now.live(), this::isOver, 0);
      if (next.isEmpty() && !now.behind()) {
        return;
      }
    }
    if (nowNanos - wantedNanos >= rank * patienceOfRank()) {
      write(view.register(), view.following(next.orElse(present), lowestVersion));
    }
  }

  private long movePauseNanos(List<WatchedLease> live) {
    boolean anyLeaves = live.stream().anyMatch(lease -> lease.share().leaving());
    return anyLeaves ? terms.leaseNanos() : Math.max(terms.leaseNanos(), MOVE_PAUSE_NANOS);
  }

  private void write(Optional<RouteRegister.Entry> register, RoutingTable table) {
    writing = true;
    writingNanos = clock.nanoTime();
    answer(
        register
            .map(entry -> routes.replace(entry.registerVersion(), table))
            .orElseGet(() -> routes.create(table)),
        (done, failure) -> {
          writing = false;
          wanted = false;
          routesPoll.hurry();
          if (done == null) {
            onUnwritten(LeaseRenewals.unwrap(failure));
          } else {
            if (done) {
              publish(table);
            }
            step();
          }
        });
  }

  private void onUnwritten(Throwable why) {
    if (why instanceof ClusterMismatchException mismatch) {
      endAs(mismatch);
    } else {
      listener.onSilent(Register.ROUTES, why);
    }
  }

  private boolean isOver(String incarnation) {
    return watch.find(incarnation).map(WatchedLease::isOver).orElse(false);
  }

  /** Removes the marks of those who are over, when no table needs them any more. */
  private void tidy() {
    Set<String> named = new HashSet<>();
    view.nodes().forEach(node -> named.add(node.incarnation()));
    for (WatchedLease lease : watch.all()) {
      if (lease.isOver()
          && !named.contains(lease.holder().incarnation())
          && lease.markEntry().isPresent()) {
        var unused =
            marks
                .remove(lease.holder().incarnation())
                .whenComplete((done, failure) -> onTidied(failure));
      }
    }
  }

  private void onTidied(@Nullable Throwable failure) {
    if (failure != null) {
      loop.execute(() -> listener.onSilent(Register.MARKS, LeaseRenewals.unwrap(failure)));
    }
  }

  private boolean isSelf(WatchedLease lease) {
    return lease.holder().incarnation().equals(self.incarnation());
  }

  private <T> void answer(
      CompletableFuture<T> sent, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    var unused =
        sent.whenComplete(
            (value, failure) ->
                loop.execute(
                    () -> {
                      if (!ended) {
                        then.accept(value, failure);
                      }
                    }));
  }
}
