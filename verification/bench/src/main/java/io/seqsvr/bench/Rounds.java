package io.seqsvr.bench;

import io.seqsvr.bench.load.Timing;
import io.seqsvr.bench.load.Workload;
import io.seqsvr.bench.result.Figures;
import io.seqsvr.bench.result.Results;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Runs all workloads round by round, so that what a busy machine does to one it does to its
 * neighbour too. Confined to one thread.
 */
final class Rounds {
  private final List<Workload> workloads;
  private final Timing timing;
  private final Consumer<String> progress;

  Rounds(List<Workload> workloads, Timing timing, Consumer<String> progress) {
    this.workloads = workloads;
    this.timing = timing;
    this.progress = progress;
  }

  /**
   * Runs so many rounds, and one before them that does not count: it compiles the code of every
   * workload and grows the pools.
   */
  Results run(int rounds) throws BenchFailedException, InterruptedException {
    Results results = new Results();
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < workloads.size(); i++) {
        Workload workload = workloads.get(i);
        Figures figures = measure(workload, "r" + round + "w" + i);
        String name = round == 0 ? "warm-up" : "round " + round + " of " + rounds;
        progress.accept(name + ": " + text(workload, figures));
        if (round > 0) {
          results.add(workload.label(), figures);
        }
      }
    }
    return results;
  }

  private Figures measure(Workload workload, String run)
      throws BenchFailedException, InterruptedException {
    try {
      return workload.measure(run, timing);
    } catch (BenchFailedException e) {
      String what = workload.label().group() + ", " + workload.label().text();
      throw new BenchFailedException(what + ": " + e.getMessage(), e);
    }
  }

  private static String text(Workload workload, Figures figures) {
    return String.format(
        Locale.ROOT,
        "%s, %s: %.0f/s, p50 %.2f ms, p99 %.2f ms%s",
        workload.label().group(),
        workload.label().text(),
        figures.perSecond(),
        figures.p50Millis(),
        figures.p99Millis(),
        figures.remark().isEmpty() ? "" : "; " + figures.remark());
  }
}
