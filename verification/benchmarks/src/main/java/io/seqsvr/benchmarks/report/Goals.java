package io.seqsvr.benchmarks.report;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Workload.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The goals of the allocator alone. Stateless. */
final class Goals {
  private static final int HOT = 1;
  private static final int SOME = 10_000;
  private static final int MANY = 1_000_000;

  /**
   * What the renewal of a lease and the reservations make is below this; one byte a call is not.
   */
  private static final double NO_BYTES = 0.05;

  private Goals() {}

  /** All that were measured. */
  static List<Goal> of(Results results) {
    List<Goal> goals = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      perKey(goals, results, MANY, threads, 4, 3);
      perKey(goals, results, SOME, threads, 1.4, 1.4);
    }
    hot(goals, results);
    for (int threads = 1; threads <= 2; threads++) {
      for (int conversations : List.of(SOME, MANY)) {
        goals.add(batch(results, conversations, threads));
      }
    }
    goals.add(Goal.atMost(NO_BYTES, "bytes allocated per id, most of all", mostBytes(results)));
    for (int conversations : List.of(HOT, SOME)) {
      goals.add(slowStore(results, conversations));
    }
    return goals.stream().filter(goal -> goal.measured().isPresent()).toList();
  }

  private static void perKey(
      List<Goal> goals,
      Results results,
      int conversations,
      int threads,
      double overMap,
      double overCosId) {
    Workload workload = new Workload(Kind.SINGLE, conversations, threads);
    Cell ours = cell(workload, Contender.SEQSVR);
    goals.add(
        Goal.atLeast(
            overMap,
            workload.text() + ": seqsvr / map",
            results.rateRatio(ours, cell(workload, Contender.MAP))));
    goals.add(
        Goal.atLeast(
            overCosId,
            workload.text() + ": seqsvr / faster CosId per key",
            overFaster(
                results,
                ours,
                cell(workload, Contender.COSID_SEGMENT_PER_KEY),
                cell(workload, Contender.COSID_CHAIN_PER_KEY))));
  }

  /** The smaller of both ratios is the one over the faster peer. */
  private static Optional<Spread> overFaster(Results results, Cell ours, Cell one, Cell other) {
    Optional<Spread> overOne = results.rateRatio(ours, one);
    Optional<Spread> overOther = results.rateRatio(ours, other);
    if (overOne.isEmpty() || overOther.isEmpty()) {
      return overOne.or(() -> overOther);
    }
    return overOne.get().median() <= overOther.get().median() ? overOne : overOther;
  }

  private static void hot(List<Goal> goals, Results results) {
    Workload alone = new Workload(Kind.SINGLE, HOT, 1);
    Workload both = new Workload(Kind.SINGLE, HOT, 2);
    Optional<Spread> overAtomic =
        results.rateRatio(cell(both, Contender.SEQSVR), cell(both, Contender.ATOMIC_LONG));
    goals.add(Goal.atLeast(0.5, both.text() + ": seqsvr / AtomicLong", overAtomic));
    Optional<Spread> oursScales =
        results.rateRatio(cell(both, Contender.SEQSVR), cell(alone, Contender.SEQSVR));
    Optional<Spread> atomicScales =
        results.rateRatio(cell(both, Contender.ATOMIC_LONG), cell(alone, Contender.ATOMIC_LONG));
    if (oursScales.isPresent() && atomicScales.isPresent()) {
      goals.add(
          Goal.atLeast(
              atomicScales.get().median(),
              both.text() + ": seqsvr / seqsvr with 1 thread; the bound is AtomicLong's",
              oursScales));
    }
  }

  private static Goal batch(Results results, int conversations, int threads) {
    Workload batch = new Workload(Kind.BATCH, conversations, threads);
    Workload single = new Workload(Kind.SINGLE, conversations, threads);
    return Goal.atLeast(
        2,
        batch.text() + ": seqsvr / seqsvr in single calls",
        results.rateRatio(cell(batch, Contender.SEQSVR), cell(single, Contender.SEQSVR)));
  }

  private static Optional<Spread> mostBytes(Results results) {
    Optional<Spread> most = Optional.empty();
    for (Workload workload : results.workloads()) {
      Optional<Spread> bytes =
          workload.kind() == Kind.STEADY
              ? Optional.empty()
              : results.spread(cell(workload, Contender.SEQSVR), Figures::bytesPerId);
      if (bytes.isPresent() && (most.isEmpty() || bytes.get().median() > most.get().median())) {
        most = bytes;
      }
    }
    return most;
  }

  private static Goal slowStore(Results results, int conversations) {
    Workload workload = new Workload(Kind.STEADY, conversations, 1);
    return Goal.atMost(
        1.1,
        workload.text() + ": p99.99 with a store that takes 10 ms / 0 ms",
        results.ratio(
            new Cell(workload, Labels.SLOW_STORE),
            new Cell(workload, Labels.FAST_STORE),
            figures -> figures.note("p9999")));
  }

  private static Cell cell(Workload workload, Contender contender) {
    return new Cell(workload, contender.text());
  }
}
