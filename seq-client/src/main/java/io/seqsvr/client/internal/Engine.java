package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.api.time.MonotonicClock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The client without its public face: checks a call, lets it begin, and reports its outcome.
 *
 * <p>Thread-safe. No method blocks, but {@link #close} for a moment. What may block the caller is
 * left to the listeners.
 */
public final class Engine {
  /** The largest number that a conversation can be raised to. */
  private static final long MAX_AT_LEAST = 1L << 62;

  private final MonotonicClock clock;
  private final EngineLimits limits;
  private final Scheduler scheduler;
  private final ExecutorService userCode;
  private final PendingCalls pending;
  private final Dispatcher dispatcher;

  /**
   * @param seeds at least one
   * @param userCode runs the outcomes of listeners that run the application's code; closed with
   *     this
   */
  public Engine(
      List<HostPort> seeds,
      Connector connector,
      Scheduler scheduler,
      ExecutorService userCode,
      MonotonicClock clock,
      EngineLimits limits) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("need at least one address");
    }
    this.clock = clock;
    this.limits = limits;
    this.scheduler = scheduler;
    this.userCode = userCode;
    this.pending = new PendingCalls(limits, scheduler, userCode);
    Backoff backoff = new Backoff(bound -> ThreadLocalRandom.current().nextLong(bound));
    this.dispatcher = new Dispatcher(seeds, connector, pending, scheduler, clock, backoff, limits);
  }

  /**
   * Takes the next {@code count} seqs of a conversation.
   *
   * @throws SeqsvrException INVALID_ARGUMENT, before anything is sent
   */
  public Cancellable next(
      String namespace, String conversation, int count, Listener<Block> listener) {
    long hash = ConversationKey.hash(namespace, conversation);
    if (count < 1) {
      throw SeqsvrException.invalidArgument(
          "count", "1 to the node's cap (1000 by default)", Integer.toString(count));
    }
    return begin(
        new NextCall(
            new NextEntry(namespace, conversation, count), hash, deadlineNanos(), listener));
  }

  /**
   * Reads the last seq of a conversation.
   *
   * @throws SeqsvrException INVALID_ARGUMENT, before anything is sent
   */
  public Cancellable current(String namespace, String conversation, Listener<Head> listener) {
    long hash = ConversationKey.hash(namespace, conversation);
    return begin(new CurrentCall(namespace, conversation, hash, deadlineNanos(), listener));
  }

  /**
   * Makes the next seq of a conversation larger than a number. The outcome is what counts as the
   * last seq from then on.
   *
   * @param atLeast 1 to 2^62, inclusive
   * @throws SeqsvrException INVALID_ARGUMENT, before anything is sent
   */
  public Cancellable raise(
      String namespace, String conversation, long atLeast, Listener<Long> listener) {
    long hash = ConversationKey.hash(namespace, conversation);
    if (atLeast < 1 || atLeast > MAX_AT_LEAST) {
      throw SeqsvrException.invalidArgument("at_least", "1..2^62", Long.toString(atLeast));
    }
    return begin(new RaiseCall(namespace, conversation, atLeast, hash, deadlineNanos(), listener));
  }

  /** Reads the routing table of one node. */
  public Cancellable routes(Listener<RouteTable> listener) {
    return begin(new RoutesCall(deadlineNanos(), listener));
  }

  /** Ends all calls, connections and threads. Later calls end at once. */
  public void close() {
    pending.closeAll();
    dispatcher.close();
    scheduler.close();
    userCode.shutdown();
  }

  private Cancellable begin(Call<?> call) {
    if (pending.admit(call)) {
      dispatcher.dispatch(call);
    }
    return () -> pending.abandon(call);
  }

  private long deadlineNanos() {
    return clock.nanoTime() + limits.timeoutNanos();
  }
}
