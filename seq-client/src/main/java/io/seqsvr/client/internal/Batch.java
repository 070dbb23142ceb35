package io.seqsvr.client.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Calls that go to a node in one request. The request is cancelled when the last caller has left,
 * so that it doesn't hold a slot that nobody profits from.
 *
 * <p>Filled by one thread, under the lock of the node; from then on its calls don't change. {@link
 * #abandon} is called under that lock, too, while the batch is in flight, and {@link #isAbandoned}
 * after it. {@link #leave} may be called by any thread, at any time.
 */
final class Batch {
  /**
   * Largest request, in bytes: servers take messages of 64 KiB, of which 4 KiB are left for what is
   * around the entries.
   */
  static final int MAX_BYTES = 60 * 1024;

  private final List<NextCall> calls = new ArrayList<>();
  private final List<Cancellable> attempts = new ArrayList<>();
  private final BitSet abandoned = new BitSet();
  private final long sentNanos;
  private final Handle rpc = new Handle();

  /** Calls still waited for, and one for the thread that sends. */
  private final AtomicInteger open = new AtomicInteger(1);

  private int bytes;

  Batch(long sentNanos) {
    this.sentNanos = sentNanos;
  }

  /** Whether one more entry of this size may join. */
  boolean hasRoom(int entryBytes, int maxEntries) {
    return calls.size() < maxEntries && (calls.isEmpty() || bytes + entryBytes <= MAX_BYTES);
  }

  /** Takes a call along, unless it has ended. */
  void add(NextCall call, int entryBytes) {
    open.incrementAndGet();
    Cancellable attempt = this::leave;
    if (call.send(attempt)) {
      calls.add(call);
      attempts.add(attempt);
      bytes += entryBytes;
    } else {
      open.decrementAndGet();
    }
  }

  List<NextCall> calls() {
    return calls;
  }

  List<NextEntry> entries() {
    List<NextEntry> entries = new ArrayList<>(calls.size());
    for (NextCall call : calls) {
      entries.add(call.entry());
    }
    return entries;
  }

  /** Whether somebody waits for an answer that should have come long ago. */
  boolean isSilent(long nowNanos, long patienceNanos) {
    return isWaitedFor() && nowNanos - sentNanos >= patienceNanos;
  }

  boolean isWaitedFor() {
    return open.get() > 0;
  }

  /**
   * Gives up the calls that now belong to another node. For each of them {@link #leave} is still to
   * be called, without the node's lock: the last one cancels the request.
   *
   * @return those that have to be sent there
   */
  List<NextCall> abandon(Predicate<NextCall> belongsElsewhere, Throwable cause) {
    List<NextCall> moved = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      NextCall call = calls.get(i);
      if (!abandoned.get(i)
          && belongsElsewhere.test(call)
          && call.abandon(attempts.get(i), cause)) {
        abandoned.set(i);
        moved.add(call);
      }
    }
    return moved;
  }

  /** Whether a call has been sent elsewhere meanwhile: only an answer still counts for it. */
  boolean isAbandoned(int index) {
    return abandoned.get(index);
  }

  /** The time until the last deadline of the calls, in nanoseconds, at least 1. */
  long timeoutNanos(long nowNanos) {
    long latest = 1;
    for (NextCall call : calls) {
      latest = Math.max(latest, call.remainingNanos(nowNanos));
    }
    return latest;
  }

  /** The request is on its way. */
  void started(Cancellable handle) {
    rpc.started(handle);
    leave();
  }

  /** The answer is there. */
  void ended() {
    rpc.ended();
  }

  void leave() {
    if (open.decrementAndGet() == 0) {
      rpc.cancel();
    }
  }
}
