package io.seqsvr.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Brings each call to the node that should answer it, and decides after each attempt: done, again
 * at once, again later, or given up.
 *
 * <pre>
 * answered                                     => done; who waits for the section may go
 * not served there, another owner is known     => again at once
 * not served there                             => ask for routes; wait in the section's room
 * no answer, retryable                         => the same as not served there
 * not reached                                  => the same, but the node's sections wait together
 * refused otherwise, retryable                 => again after the wait, if time is left
 * refused otherwise, not retryable             => done
 * no answer, not retryable                     => given up
 * </pre>
 *
 * <p>A repeated request for seqs is safe: a seq that was consumed by a request whose answer got
 * lost is never handed out again, to nobody, so the second answer can't repeat the first; the lost
 * one is a gap. And it is in order: the answer that counts was made after the call began. To raise
 * a conversation twice is to raise it once.
 *
 * <p>Thread-safe; holds no state of its own but what it logged last. Never blocks.
 */
final class Dispatcher implements Router {
  private static final System.Logger LOG = System.getLogger("io.seqsvr.client");

  /**
   * Time that another attempt needs to have a chance. With less, it would most likely be cut off by
   * the deadline, and turn a refusal, after which nothing is consumed, into an unknown outcome.
   */
  private static final long MIN_ATTEMPT_NANOS = Duration.ofMillis(20).toNanos();

  private final RouteBook book;
  private final Nodes nodes;
  private final RouteRefresher refresher;
  private final WaitingRooms rooms;
  private final PendingCalls pending;
  private final Scheduler scheduler;
  private final MonotonicClock clock;
  private final Backoff backoff;
  private final EngineLimits limits;
  private final AtomicReference<String> lastLogged = new AtomicReference<>("");

  Dispatcher(
      List<HostPort> seeds,
      Connector connector,
      PendingCalls pending,
      Scheduler scheduler,
      MonotonicClock clock,
      Backoff backoff,
      EngineLimits limits) {
    this.book = new RouteBook();
    this.pending = pending;
    this.scheduler = scheduler;
    this.clock = clock;
    this.backoff = backoff;
    this.limits = limits;
    this.nodes =
        new Nodes(
            seeds,
            book,
            address ->
                new Node(
                    address, connector.connect(address), this, clock, limits, scheduler, backoff));
    this.refresher = new RouteRefresher(book, nodes, scheduler, backoff, pending, this, limits);
    this.rooms =
        new WaitingRooms(
            scheduler, clock, backoff, MIN_ATTEMPT_NANOS, this::ownerOrNull, this::askForSection);
  }

  void close() {
    nodes.close();
  }

  @Override
  public long routeVersion() {
    return book.version();
  }

  @Override
  public boolean isOwner(HostPort address, KeyedCall<?> call) {
    RouteTable table = book.table();
    return table != null && address.equals(table.ownerOf(call.hash()));
  }

  @Override
  public @Nullable SeqsvrException learn(@Nullable RouteTable offered) {
    if (offered == null) {
      return null;
    }
    try {
      if (book.adopt(offered)) {
        nodes.onTable().forEach(this::dispatch);
        rooms.onTable();
        refresher.onTable();
      }
      return null;
    } catch (SeqsvrException refusal) {
      logOnce(String.valueOf(refusal.getMessage()));
      return refusal;
    }
  }

  private @Nullable HostPort ownerOrNull(int section) {
    RouteTable table = book.table();
    return table == null ? null : table.owner(section);
  }

  @Override
  public void onSilent(HostPort address) {
    if (nodes.hasOtherThan(address)) {
      refresher.refresh(address);
    }
  }

  @Override
  public void dispatch(Call<?> call) {
    RouteTable table = book.table();
    if (table == null
        || !(call instanceof KeyedCall<?> keyed)
        || !rooms.join(keyed, section(keyed, table))) {
      send(call);
    }
  }

  private static int section(KeyedCall<?> call, RouteTable table) {
    return ConversationKey.section(call.hash(), table.sectionCount());
  }

  private void send(Call<?> call) {
    // Once closed, there is nothing to do: whoever closes ends every call.
    while (!pending.isClosed()) {
      if (call instanceof RoutesCall routes) {
        sendRoutes(routes);
        return;
      }
      RouteTable table = book.table();
      if (table == null) {
        refresher.await(call);
        return;
      }
      if (call instanceof KeyedCall<?> keyed && sendToOwner(keyed, table)) {
        return;
      }
      // The table was replaced in between: once more, with the new one.
    }
  }

  /** False if the owner by this table is no node any more, because there is a newer table. */
  private boolean sendToOwner(KeyedCall<?> call, RouteTable table) {
    HostPort owner = table.ownerOf(call.hash());
    if (owner == null) {
      waitForOwner(call, table);
      return true;
    }
    Node node = nodes.at(owner);
    if (node == null) {
      return false;
    }
    call.onRouted();
    if (call instanceof NextCall next) {
      return node.submit(next);
    }
    if (call instanceof SingleCall<?> single) {
      sendAlone(single, node, table);
    }
    return true;
  }

  private <V> void sendAlone(SingleCall<V> call, Node node, RouteTable table) {
    node.sendAlone(
        call,
        table.version(),
        timeoutNanos(call),
        attempt -> onAttempt(call, node.address(), attempt, learn(attempt.routes())));
  }

  private void logOnce(String message) {
    if (!message.equals(lastLogged.getAndSet(message))) {
      LOG.log(System.Logger.Level.ERROR, message);
    }
  }

  private void sendRoutes(RoutesCall call) {
    Node node = nodes.inTurn(call.nextTurn(nodes::takeTurn), null);
    Handle rpc = new Handle();
    if (node == null || !call.send(rpc)) {
      return;
    }
    call.onRouted();
    rpc.started(
        node.connection()
            .routes(
                0,
                timeoutNanos(call),
                attempt -> {
                  rpc.ended();
                  onAttempt(call, node.address(), present(attempt), learn(attempt.routes()));
                }));
  }

  private static Attempt<RouteTable> present(Attempt<Optional<RouteTable>> attempt) {
    if (attempt instanceof Attempt.Refused<Optional<RouteTable>> refused) {
      return new Attempt.Refused<>(refused.refusal(), refused.routes());
    }
    if (attempt instanceof Attempt.Unanswered<Optional<RouteTable>> unanswered) {
      return new Attempt.Unanswered<>(
          unanswered.cause(), unanswered.mayHaveEffect(), unanswered.retryable());
    }
    RouteTable table = attempt.routes();
    return table != null
        ? new Attempt.Answered<>(table, table)
        : new Attempt.Unanswered<>(
            new IllegalStateException("the node has no routing table yet"), false, true);
  }

  @Override
  public void onBatchEnd(
      HostPort address,
      Batch batch,
      Attempt<List<Attempt<Block>>> attempt,
      @Nullable SeqsvrException mismatch) {
    noteReach(address, attempt);
    List<Runnable> deliveries = new ArrayList<>();
    for (int i = 0; i < batch.calls().size(); i++) {
      Attempt<Block> ofEntry = ofEntry(attempt, i);
      if (!batch.isAbandoned(i) || ofEntry instanceof Attempt.Answered<Block>) {
        onAttempt(batch.calls().get(i), address, ofEntry, mismatch, deliveries::add);
      }
    }
    pending.deliver(deliveries);
  }

  /** Whatever a node answers, and be it nonsense, it is within reach. */
  @Override
  public void noteReach(HostPort address, Attempt<?> attempt) {
    if (!(attempt instanceof Attempt.Unanswered<?> none) || !none.retryable()) {
      rooms.onReached(address);
    }
  }

  private static Attempt<Block> ofEntry(Attempt<List<Attempt<Block>>> attempt, int index) {
    if (attempt instanceof Attempt.Answered<List<Attempt<Block>>> answered) {
      return answered.value().get(index);
    }
    if (attempt instanceof Attempt.Refused<List<Attempt<Block>>> refused) {
      return new Attempt.Refused<>(refused.refusal(), refused.routes());
    }
    Attempt.Unanswered<List<Attempt<Block>>> none =
        (Attempt.Unanswered<List<Attempt<Block>>>) attempt;
    return new Attempt.Unanswered<>(none.cause(), none.mayHaveEffect(), none.retryable());
  }

  private <V> void onAttempt(
      Call<V> call, HostPort address, Attempt<V> attempt, @Nullable SeqsvrException mismatch) {
    noteReach(address, attempt);
    List<Runnable> deliveries = new ArrayList<>(1);
    onAttempt(call, address, attempt, mismatch, deliveries::add);
    pending.deliver(deliveries);
  }

  private <V> void onAttempt(
      Call<V> call,
      HostPort address,
      Attempt<V> attempt,
      @Nullable SeqsvrException mismatch,
      Executor forUserCode) {
    if (mismatch != null) {
      pending.end(call, call.refusedForGood(mismatch), forUserCode);
    } else if (attempt instanceof Attempt.Answered<V> answered) {
      pending.end(call, new Outcome.Value<>(answered.value()), forUserCode);
      onServed(call);
    } else if (attempt instanceof Attempt.Refused<V> refused) {
      onRefused(call, address, refused.refusal(), forUserCode);
    } else if (attempt instanceof Attempt.Unanswered<V> unanswered) {
      call.onUnanswered(unanswered.cause(), unanswered.mayHaveEffect());
      if (unanswered.retryable()) {
        boolean outOfReach = !unanswered.mayHaveEffect();
        onNotServed(call, address, outOfReach ? null : Duration.ZERO, forUserCode);
      } else {
        pending.end(call, call.givenUp("no answer that can be understood"), forUserCode);
      }
    }
  }

  private <V> void onRefused(
      Call<V> call, HostPort address, SeqsvrException refusal, Executor forUserCode) {
    switch (refusal.reason()) {
      case NOT_OWNER, SECTION_MOVING, LEASE_LOST -> {
        call.onRefused(refusal);
        onNotServed(call, address, refusal.retryAfter().orElse(Duration.ZERO), forUserCode);
      }
      default -> {
        if (refusal.reason().isRetryable()) {
          call.onRefused(refusal);
          retryLater(call, refusal.retryAfter().orElse(Duration.ZERO), forUserCode);
        } else {
          pending.end(call, call.refusedForGood(refusal), forUserCode);
        }
        if (refusal.reason() != ErrorReason.INVALID_ARGUMENT) {
          // An argument is looked at first: its refusal does not say who owns the section.
          onServed(call);
        }
      }
    }
  }

  /**
   * The node that was asked does not serve the call's section, or is not there.
   *
   * @param hint what it asks to wait; null if it was not even reached
   */
  private <V> void onNotServed(
      Call<V> call, HostPort address, @Nullable Duration hint, Executor forUserCode) {
    RouteTable table = book.table();
    if (table == null || !(call instanceof KeyedCall<?> keyed)) {
      refresher.refresh(address);
      retryLater(call, hint != null ? hint : Duration.ZERO, forUserCode);
    } else if (hasOtherOwner(keyed, address, table)) {
      // The table has just got newer. It does so only when routes change, so this ends.
      dispatch(call);
    } else {
      refresher.refresh(address);
      int section = section(keyed, table);
      if (hint == null) {
        rooms.awaitReach(keyed, section, address);
      } else {
        rooms.await(keyed, section, address, hint);
      }
    }
  }

  /** The owner has answered for the section of a call. */
  private void onServed(Call<?> call) {
    RouteTable table = book.table();
    if (table != null && call instanceof KeyedCall<?> keyed) {
      rooms.onServed(section(keyed, table)).forEach(this::dispatch);
    }
  }

  /** A call from a section's room goes to see whether the section is served again. */
  private void askForSection(KeyedCall<?> call) {
    SeqsvrException mismatch = refresher.mismatch();
    RouteTable table = book.table();
    if (mismatch == null || table == null) {
      if (table != null) {
        refresher.refresh(table.ownerOf(call.hash()));
      }
      send(call);
      return;
    }
    refuse(call, mismatch);
    rooms.take(section(call, table)).forEach(waiting -> refuse(waiting, mismatch));
  }

  private <V> void refuse(Call<V> call, SeqsvrException refusal) {
    pending.end(call, call.refusedForGood(refusal));
  }

  private static boolean hasOtherOwner(KeyedCall<?> call, HostPort address, RouteTable table) {
    HostPort owner = table.ownerOf(call.hash());
    return owner != null && !owner.equals(address);
  }

  private void waitForOwner(KeyedCall<?> call, RouteTable table) {
    call.onRefused(
        SeqsvrException.of(
            ErrorReason.SECTION_MOVING, "the conversation's section has no owner at present"));
    refresher.refresh(null);
    rooms.await(call, section(call, table), null, Duration.ZERO);
  }

  private <V> void retryLater(Call<V> call, Duration hint, Executor forUserCode) {
    long delayNanos = backoff.delayNanos(call.failures(), hint);
    if (delayNanos + MIN_ATTEMPT_NANOS >= call.remainingNanos(clock.nanoTime())) {
      // Another attempt would come too late: the caller learns now what he would learn then.
      pending.end(call, call.givenUp("no time left for another attempt"), forUserCode);
      return;
    }
    Handle timer = new Handle();
    if (call.moveTo(timer)) {
      timer.started(scheduler.schedule(() -> retry(call, timer), delayNanos));
    }
  }

  private <V> void retry(Call<V> call, Handle timer) {
    timer.ended();
    SeqsvrException mismatch = refresher.mismatch();
    if (mismatch != null) {
      refuse(call, mismatch);
    } else {
      dispatch(call);
    }
  }

  private long timeoutNanos(Call<?> call) {
    long remaining = Math.max(1, call.remainingNanos(clock.nanoTime()));
    return Math.min(remaining, limits.attemptTimeoutNanos());
  }
}
