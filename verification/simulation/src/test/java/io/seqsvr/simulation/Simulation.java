package io.seqsvr.simulation;

import io.seqsvr.history.HistoryWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One run: everything in it follows from its seed. */
final class Simulation {
  /**
   * What a run came to.
   *
   * @param hash of all that happened
   * @param failure what broke, or null
   */
  record Result(long seed, long hash, Totals totals, @Nullable Throwable failure) {
    /** What broke, with its cause, in one line. */
    String reason() {
      StringBuilder text = new StringBuilder();
      for (Throwable t = failure; t != null; t = t.getCause()) {
        text.append(text.isEmpty() ? "" : "; because of ").append(t.getMessage());
        if (t.getMessage() == null) {
          text.append(t);
        }
      }
      return text.toString();
    }
  }

  private final long seed;
  private final TimeLine line;
  private final Trace trace;
  private final Random random;
  private @Nullable World world;

  private Simulation(long seed, @Nullable PrintStream out) {
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    this.line = new TimeLine(new Random(~seed), SimStore::silent);
    this.trace = new Trace(line, out);
  }

  static Result run(long seed, Worker.Pool pool) {
    return new Simulation(seed, null).run(pool);
  }

  /**
   * A run whose events are printed and whose calls are written to a history.
   *
   * @param history where to, or null
   */
  static Result replay(long seed, Worker.Pool pool, PrintStream out, @Nullable Path history)
      throws IOException {
    Simulation simulation = new Simulation(seed, out);
    Result result = simulation.run(pool);
    if (history != null) {
      simulation.write(history);
    }
    return result;
  }

  private Result run(Worker.Pool pool) {
    line.at(0, this::begin);
    Throwable failure = line.run(pool);
    World made = world;
    Totals totals = made == null ? new Totals() : made.totals();
    totals.virtualNanos = line.nowNanos();
    totals.events = line.events();
    return new Result(seed, trace.hash(), totals, failure);
  }

  private void begin() {
    Profile profile = Profile.of(random);
    trace.note("RUN", profile.toString());
    World made = new World(profile, line, trace, random);
    world = made;
    int first = 1 + random.nextInt(profile.nodes());
    for (int slot = 0; slot < profile.nodes(); slot++) {
      int started = slot;
      long delay = slot < first ? 0 : (long) (random.nextDouble() * 6 * profile.leaseNanos());
      line.in(
          delay,
          () -> {
            if (made.slot(started) == null) {
              made.start(started);
            }
          });
    }
    for (int i = 0; i < profile.callers(); i++) {
      new Caller(made, "w" + i, i % 3 != 2).start();
    }
    Faults faults = new Faults(made);
    faults.start();
    line.in(
        profile.faultNanos(),
        () -> {
          faults.heal();
          new Settling(made).look();
        });
  }

  private void write(Path file) throws IOException {
    try (HistoryWriter writer = HistoryWriter.create(file)) {
      writer.writePhase(Map.of("seed", seed));
      World made = world;
      if (made != null) {
        made.conversations()
            .forEach(one -> one.calls.forEach(call -> writer.write(call.toHistory())));
      }
    }
  }
}
