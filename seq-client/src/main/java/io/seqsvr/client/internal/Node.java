package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to one node: a queue of calls, and a bounded number of batches in flight.
 *
 * <p>While a slot is free a call is sent at once, alone; when all are taken, calls gather in the
 * queue and leave together when a slot is free again. So the size of batches follows the load by
 * itself, and nobody waits for company. Calls leave in the order in which they came.
 *
 * <p>Thread-safe. {@code queue}, {@code batchesInFlight} and {@code retired} are guarded by {@code
 * lock}; the connection and the router are called without it, but for {@link Router#isOwner}, which
 * only reads. Never blocks longer than it takes to fill a batch.
 */
final class Node {
  private final HostPort address;
  private final Connection connection;
  private final Router router;
  private final MonotonicClock clock;
  private final EngineLimits limits;

  private final ReentrantLock lock = new ReentrantLock();

  /** In order of arrival; a set, so that a call that ends in here is taken out at once. */
  private final Set<NextCall> queue = new LinkedHashSet<>();

  private int batchesInFlight;
  private boolean retired;

  Node(
      HostPort address,
      Connection connection,
      Router router,
      MonotonicClock clock,
      EngineLimits limits) {
    this.address = address;
    this.connection = connection;
    this.router = router;
    this.clock = clock;
    this.limits = limits;
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
      if (batchesInFlight >= limits.maxInFlightBatches() || queue.isEmpty()) {
        return null;
      }
      Batch batch = new Batch();
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
      batchesInFlight++;
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
      batchesInFlight--;
    } finally {
      lock.unlock();
    }
    sendWhileFree();
    router.onBatchEnd(address, batch.calls(), attempt, mismatch);
  }
}
