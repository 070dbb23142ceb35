package io.seqsvr.simulation;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many runs, one after the other, with progress now and then. */
final class Seeds {
  private static final long TELL_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintStream out;
  private final int maxFailures;
  private final Totals totals = new Totals();
  private final List<Simulation.Result> failures = new ArrayList<>();

  /**
   * No runs yet.
   *
   * @param maxFailures after so many the rest would say nothing new
   */
  Seeds(PrintStream out, int maxFailures) {
    this.maxFailures = maxFailures;
    this.out = out;
  }

  Totals totals() {
    return totals;
  }

  List<Simulation.Result> failures() {
    return failures;
  }

  /**
   * Runs seeds until they, or the time, or the patience with failures is at an end.
   *
   * @param minutes 0 for no limit
   * @return whether everything held
   */
  boolean run(long from, long seeds, long minutes) {
    long startNanos = System.nanoTime();
    long toldNanos = startNanos;
    Worker.Pool pool = new Worker.Pool();
    for (long i = 0; i < seeds && failures.size() < maxFailures; i++) {
      long nowNanos = System.nanoTime();
      if (minutes > 0 && nowNanos - startNanos >= Duration.ofMinutes(minutes).toNanos()) {
        break;
      }
      if (nowNanos - toldNanos >= TELL_NANOS) {
        toldNanos = nowNanos;
        out.printf(
            "%d seeds, %d failed, %.0f virtual s, %.0f s%n",
            i, failures.size(), totals.virtualNanos / 1e9, (nowNanos - startNanos) / 1e9);
      }
      Simulation.Result result = Simulation.run(from + i, pool);
      totals.add(result.totals());
      if (result.failure() != null) {
        failures.add(result);
        out.println("seed " + result.seed() + " FAILED: " + result.reason());
        out.println("  replay: verification/simulation/run --seed " + result.seed());
      }
    }
    long tookNanos = System.nanoTime() - startNanos;
    out.println(totals);
    out.printf(
        "%.0f virtual s in %.1f s, %.0f times as fast; %.1f s of processor, %.0f times%n",
        totals.virtualNanos / 1e9,
        tookNanos / 1e9,
        (double) totals.virtualNanos / tookNanos,
        processorNanos() / 1e9,
        (double) totals.virtualNanos / processorNanos());
    out.println(failures.isEmpty() ? "HELD" : failures.size() + " seeds FAILED");
    return failures.isEmpty();
  }

  private static long processorNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 1;
  }
}
