package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to one node: a queue of calls, and a bounded number of batches in flight.
 *
 * <p>While a slot is free a call is sent at once, alone; when all are taken, calls gather in the
 * queue and leave together when a slot is free again. So the size of batches follows the load by
 * itself, and nobody waits for company. Calls leave in the order in which they came.
 *
 * <p>A node answers from memory. One that is silent for {@link #PATIENCE_NANOS} is not given up,
 * but the others are asked who owns its sections, again and again while the silence lasts; what
 * then belongs elsewhere goes there, from the queue and from the batches in flight, long before
 * their time is over.
 *
 * <p>Thread-safe. {@code queue}, {@code inFlight}, {@code alone}, {@code watched} and {@code
 * retired} are guarded by {@code lock}; the connection and the router are called without it, but
 * for {@link Router#isOwner}, which only reads. Never blocks longer than it takes to fill a batch.
 */
final class Node {
  /** How long an answer may take until the client begins to look around. */
  static final long PATIENCE_NANOS = Duration.ofMillis(100).toNanos();

  /** As after some failed questions: pauses of 15 to 30 ms. */
  private static final int LOOKS_BEFORE = 3;

  private final HostPort address;
  private final Connection connection;
  private final Router router;
  private final MonotonicClock clock;
  private final EngineLimits limits;
  private final Scheduler scheduler;
  private final Backoff backoff;

  private final ReentrantLock lock = new ReentrantLock();

  /** In order of arrival; a set, so that a call that ends in here is taken out at once. */
  private final Set<NextCall> queue = new LinkedHashSet<>();

  private final Set<Batch> inFlight = new LinkedHashSet<>();
  private final Set<LoneRequest> alone = new LinkedHashSet<>();

  /** Whether a timer looks after the batches in flight. */
  private boolean watched;

  private boolean retired;

  Node(
      HostPort address,
      Connection connection,
      Router router,
      MonotonicClock clock,
      EngineLimits limits,
      Scheduler scheduler,
      Backoff backoff) {
    this.address = address;
    this.connection = connection;
    this.router = router;
    this.clock = clock;
    this.limits = limits;
    this.scheduler = scheduler;
    this.backoff = backoff;
  }

  HostPort address() {
    return address;
  }

  Connection connection() {
    return connection;
  }

  /**
   * Sends a call, now or when a slot is free.
   *
   * @return false if the node takes no more calls, because a newer table has no node here
   */
  boolean submit(NextCall call) {
    lock.lock();
    try {
      if (retired) {
        return false;
      }
      if (call.moveTo(() -> remove(call))) {
        queue.add(call);
      }
    } finally {
      lock.unlock();
    }
    sendWhileFree();
    return true;
  }

  /**
   * Sends a call in a request of its own, past the queue.
   *
   * @param onEnd gets how the attempt ended, unless it has been given up
   */
  <V> void sendAlone(
      SingleCall<V> call, long routeVersion, long timeoutNanos, Consumer<Attempt<V>> onEnd) {
    LoneRequest request = new LoneRequest(call, clock.nanoTime());
    lock.lock();
    try {
      if (!call.send(request.rpc())) {
        return;
      }
      alone.add(request);
      watch();
    } finally {
      lock.unlock();
    }
    request
        .rpc()
        .started(
            call.begin(
                connection,
                routeVersion,
                timeoutNanos,
                attempt -> {
                  if (counts(request, attempt)) {
                    onEnd.accept(attempt);
                  }
                }));
  }

  private boolean counts(LoneRequest request, Attempt<?> attempt) {
    request.rpc().ended();
    lock.lock();
    try {
      alone.remove(request);
      return !request.isAbandoned() || attempt instanceof Attempt.Answered;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more calls. Batches in flight may end.
   *
   * @return the calls that were waiting, in their order
   */
  List<NextCall> retire() {
    List<NextCall> waiting;
    lock.lock();
    try {
      retired = true;
      waiting = List.copyOf(queue);
      queue.clear();
    } finally {
      lock.unlock();
    }
    connection.close();
    return waiting;
  }

  /**
   * Takes out what belongs to another node by the newest table: from the queue, and from the
   * requests that are silent.
   */
  List<KeyedCall<?>> takeMoved() {
    List<KeyedCall<?>> moved = new ArrayList<>();
    List<Runnable> departures = new ArrayList<>();
    long now = clock.nanoTime();
    lock.lock();
    try {
      for (Iterator<NextCall> calls = queue.iterator(); calls.hasNext(); ) {
        NextCall call = calls.next();
        if (!router.isOwner(address, call)) {
          calls.remove();
          moved.add(call);
        }
      }
      for (Batch batch : inFlight) {
        if (batch.isSilent(now, PATIENCE_NANOS)) {
          for (NextCall call :
              batch.abandon(call -> !router.isOwner(address, call), new SilentNodeException())) {
            moved.add(call);
            departures.add(batch::leave);
          }
        }
      }
      for (LoneRequest request : alone) {
        if (request.isSilent(now, PATIENCE_NANOS)
            && !router.isOwner(address, request.call())
            && request.abandon(new SilentNodeException())) {
          moved.add(request.call());
          departures.add(request.rpc()::cancel);
        }
      }
    } finally {
      lock.unlock();
    }
    // Without the lock: to cancel a request can end it, in this thread.
    departures.forEach(Runnable::run);
    return moved;
  }

  /** Calls that wait for a slot. */
  int waitingCount() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void remove(NextCall call) {
    lock.lock();
    try {
      queue.remove(call);
    } finally {
      lock.unlock();
    }
  }

  private void sendWhileFree() {
    while (true) {
      List<NextCall> elsewhere = new ArrayList<>();
      Batch batch = takeBatch(elsewhere);
      elsewhere.forEach(router::dispatch);
      if (batch == null) {
        return;
      }
      batch.started(
          connection.nextBatch(
              batch.entries(),
              router.routeVersion(),
              Math.min(batch.timeoutNanos(clock.nanoTime()), limits.attemptTimeoutNanos()),
              attempt -> onEnd(batch, attempt)));
    }
  }

  private void look() {
    long now = clock.nanoTime();
    boolean silent;
    lock.lock();
    try {
      silent =
          inFlight.stream().anyMatch(batch -> batch.isSilent(now, PATIENCE_NANOS))
              || alone.stream().anyMatch(request -> request.isSilent(now, PATIENCE_NANOS));
      watched = isToBeWatched(now);
      if (!watched) {
        return;
      }
    } finally {
      lock.unlock();
    }
    long delayNanos = PATIENCE_NANOS;
    if (silent) {
      delayNanos = backoff.pauseNanos(LOOKS_BEFORE, Duration.ZERO);
      router.onSilent(address);
      takeMoved().forEach(router::dispatch);
    }
    scheduler.schedule(this::look, delayNanos);
  }

  /** Past its time limit a request has ended, whether that has come to us already or not. */
  private boolean isToBeWatched(long nowNanos) {
    long limitNanos = limits.attemptTimeoutNanos();
    return inFlight.stream()
            .anyMatch(batch -> batch.isWaitedFor() && !batch.isSilent(nowNanos, limitNanos))
        || alone.stream().anyMatch(request -> !request.isSilent(nowNanos, limitNanos));
  }

  /** With the lock. */
  private void watch() {
    if (!watched) {
      watched = true;
      scheduler.schedule(this::look, PATIENCE_NANOS);
    }
  }

  /**
   * Takes a slot and fills a batch.
   *
   * @param elsewhere gets the calls that don't belong here (any more)
   * @return null if there is no slot or nothing to send
   */
  private @Nullable Batch takeBatch(List<NextCall> elsewhere) {
    long now = clock.nanoTime();
    lock.lock();
    try {
      if (inFlight.size() >= limits.maxInFlightBatches() || queue.isEmpty()) {
        return null;
      }
      Batch batch = new Batch(now);
      for (Iterator<NextCall> calls = queue.iterator(); calls.hasNext(); ) {
        NextCall call = calls.next();
        int bytes = call.entry().wireBytes();
        if (!batch.hasRoom(bytes, limits.maxBatchEntries())) {
          break;
        }
        if (call.remainingNanos(now) <= 0) {
          // Never sent, so that its refusal can say that nothing was consumed. Its own timer, due
          // now, ends it and takes it out of the queue.
          continue;
        }
        calls.remove();
        if (router.isOwner(address, call)) {
          batch.add(call, bytes);
        } else {
          elsewhere.add(call);
        }
      }
      if (batch.calls().isEmpty()) {
        return null;
      }
      inFlight.add(batch);
      watch();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void onEnd(Batch batch, Attempt<List<Attempt<Block>>> attempt) {
    batch.ended();
    // The table first, so that what is sent next goes by it; then the slot, so that who waits is
    // not held up by those whose answers are delivered.
    SeqsvrException mismatch = router.learn(attempt.routes());
    lock.lock();
    try {
      inFlight.remove(batch);
    } finally {
      lock.unlock();
    }
    sendWhileFree();
    router.onBatchEnd(address, batch, attempt, mismatch);
  }
}
