package io.seqsvr.drills;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take seqs of a few conversations, one call after the other, and record what they
 * saw. Thread-safe.
 */
final class Callers implements AutoCloseable {
  private static final int MAX_COUNT = 3;
  private static final long PAUSE_MICROS = 500;
  private static final long REFUSED_PAUSE_MICROS = 20_000;
  private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

  private final HistoryWriter history;
  private final List<String> conversations;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Seen> calls = new ConcurrentLinkedQueue<>();
  private final AtomicLong served = new AtomicLong();

  /**
   * A call and why it was refused.
   *
   * @param reason null if it was not refused
   */
  record Seen(NextCall call, @Nullable ErrorReason reason) {}

  /** Callers to come, of some conversations. */
  Callers(HistoryWriter history, int conversations) {
    this.history = history;
    this.conversations = IntStream.range(0, conversations).mapToObj(i -> "c" + i).toList();
  }

  /** Adds threads that call a source. */
  Callers start(int count, SeqSource source, long seed) {
    for (int i = 0; i < count; i++) {
      String name = source.node() + "#" + i;
      RandomGenerator random =
          RandomGeneratorFactory.of("L64X128MixRandom").create(seed + 31L * i + name.hashCode());
      Thread thread = new Thread(() -> run(source, name, random), "caller-" + name);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  private void run(SeqSource source, String name, RandomGenerator random) {
    try {
      long pauseMicros = 0;
      while (!stop.await(pauseMicros, TimeUnit.MICROSECONDS)) {
        String conversation = conversations.get(random.nextInt(conversations.size()));
        boolean answered = call(source, name, conversation, random.nextInt(1, MAX_COUNT + 1));
        pauseMicros = answered ? PAUSE_MICROS : REFUSED_PAUSE_MICROS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean call(SeqSource source, String name, String conversation, int count) {
    long start = System.nanoTime();
    long first = 0;
    Outcome outcome = Outcome.UNKNOWN;
    ErrorReason reason = null;
    try {
      first = source.next(conversation, count);
      outcome = Outcome.OK;
    } catch (SeqsvrException refused) {
      outcome = Outcome.FAIL;
      reason = refused.reason();
    } catch (RuntimeException unknown) {
      outcome = Outcome.UNKNOWN;
    }
    long end = System.nanoTime();
    NextCall call =
        new NextCall(conversation, count, start, end, outcome, first, name, source.node());
    history.write(call);
    calls.add(new Seen(call, reason));
    if (outcome == Outcome.OK) {
      served.incrementAndGet();
    }
    return outcome == Outcome.OK;
  }

  /** Waits until that many more calls have been served. */
  void awaitServed(long more) {
    long target = served.get() + more;
    Awaitility.await(more + " more calls served")
        .atMost(PROGRESS_TIMEOUT)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> served.get() >= target);
  }

  /** Waits until a call that began after a moment was refused for a reason. */
  Seen awaitRefusal(ErrorReason reason, long afterNanos) {
    return Awaitility.await(reason.name())
        .atMost(PROGRESS_TIMEOUT)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                calls.stream()
                    .filter(seen -> seen.reason() == reason)
                    .filter(seen -> seen.call().startNanos() - afterNanos > 0)
                    .findFirst()
                    .orElse(null),
            seen -> seen != null);
  }

  /** Everything that has ended so far. */
  List<Seen> calls() {
    return List.copyOf(calls);
  }

  /** Ends the threads; each finishes its call. Does not close the sources. */
  void stop() {
    stop.countDown();
    Awaitility.await("the end of all callers")
        .atMost(END_TIMEOUT)
        .until(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Override
  public void close() {
    stop();
  }
}
