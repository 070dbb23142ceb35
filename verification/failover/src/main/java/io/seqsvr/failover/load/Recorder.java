package io.seqsvr.failover.load;

import io.seqsvr.failover.call.Answer;
import io.seqsvr.failover.call.Seen;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Every call of a run, written to a history; those of the present repetition are kept for its
 * figures, too.
 *
 * <p>Thread-safe: {@code this} guards what is kept.
 */
public final class Recorder implements AutoCloseable {
  private final Path file;
  private final HistoryWriter history;
  private final List<Coverage> coverages = new CopyOnWriteArrayList<>();
  private final LongAdder served = new LongAdder();
  private final LongAdder staleRefused = new LongAdder();
  private final List<Seen> kept = new ArrayList<>();

  private Recorder(Path file, HistoryWriter history) {
    this.file = file;
    this.history = history;
  }

  /** Begins a history. */
  public static Recorder create(Path file) throws IOException {
    return new Recorder(file, HistoryWriter.create(file));
  }

  /** The history's file. */
  public Path file() {
    return file;
  }

  /** Adds one call. */
  public void add(Seen seen) {
    history.write(seen.call());
    coverages.forEach(coverage -> coverage.see(seen));
    synchronized (this) {
      kept.add(seen);
    }
    if (seen.isOk() && seen.source() == Seen.Source.CLIENT) {
      served.increment();
    }
    if (seen.reason() != null && seen.source() == Seen.Source.STALE) {
      staleRefused.increment();
    }
  }

  /** Adds one call that a single attempt made. */
  public void add(
      Seen.Source source,
      Keys.Key key,
      int count,
      long startNanos,
      long endNanos,
      Answer answer,
      String node) {
    String client = source.name().toLowerCase(Locale.ROOT);
    NextCall call =
        new NextCall(
            key.name(),
            count,
            startNanos,
            endNanos,
            answer.outcome(),
            answer.first(),
            client,
            node);
    add(new Seen(source, call, key.section(), answer.reason()));
  }

  /** Adds one call of the client SDK. */
  public void addClient(
      Keys.Key key, int count, long startNanos, long endNanos, Answer answer, String client) {
    NextCall call =
        new NextCall(
            key.name(), count, startNanos, endNanos, answer.outcome(), answer.first(), client, "");
    add(new Seen(Seen.Source.CLIENT, call, key.section(), answer.reason()));
  }

  /** Tells a coverage of every call from now on. */
  public void watch(Coverage coverage) {
    coverages.add(coverage);
  }

  /** Ends {@link #watch}. */
  public void unwatch(Coverage coverage) {
    coverages.remove(coverage);
  }

  /** Calls of the client SDK that got seqs, of all repetitions. */
  public long served() {
    return served.sum();
  }

  /** Calls of hurt nodes that were refused, of all repetitions. */
  public long staleRefused() {
    return staleRefused.sum();
  }

  /** The calls of the present repetition so far. */
  public synchronized List<Seen> calls() {
    return List.copyOf(kept);
  }

  /** Begins a repetition: forgets the calls of the one before. */
  public synchronized void begin(String event, int repetition) {
    kept.clear();
    history.writePhase(Map.of("what", event, "repetition", repetition));
  }

  /** Notes a fault. */
  public void fault(String what, long nanos) {
    history.writeFault(Map.of("what", what, "t_ns", nanos));
  }

  /** How calls ended, by outcome. */
  public static long count(List<Seen> calls, Outcome outcome) {
    return calls.stream().filter(seen -> seen.call().outcome() == outcome).count();
  }

  @Override
  public void close() throws IOException {
    history.close();
  }
}
