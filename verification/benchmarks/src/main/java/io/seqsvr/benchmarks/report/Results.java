package io.seqsvr.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.util.ListStatistics;

/**
 * The figures of all rounds in the order in which they were measured. A round goes through
 * everything once, in a new process each. Ratios are taken round by round and only then reduced:
 * what slows a whole round down is the same above and below the line. Confined to one thread.
 */
public final class Results {
  private static final double CONFIDENCE = 0.999;

  private final Map<Cell, List<Figures>> rounds = new LinkedHashMap<>();

  /** Adds what the next round gave. */
  public void add(Cell cell, Figures figures) {
    rounds.computeIfAbsent(cell, unused -> new ArrayList<>()).add(figures);
  }

  /** Takes a cell's figures out. Rounds are told apart by position, so none may stay. */
  public void remove(Cell cell) {
    rounds.remove(cell);
  }

  Set<Workload> workloads() {
    Set<Workload> workloads = new LinkedHashSet<>();
    rounds.keySet().forEach(cell -> workloads.add(cell.workload()));
    return workloads;
  }

  List<Cell> cells(Workload workload) {
    return rounds.keySet().stream().filter(cell -> cell.workload().equals(workload)).toList();
  }

  boolean has(Cell cell) {
    return rounds.containsKey(cell);
  }

  List<Figures> of(Cell cell) {
    return rounds.getOrDefault(cell, List.of());
  }

  /** Ids a second: mean over all iterations of all rounds. */
  double rate(Cell cell) {
    return statistics(cell).getMean();
  }

  /**
   * Half of the interval that holds the rate with a confidence of 99.9 %, if iterations differ by
   * chance alone; not a number for less than three.
   */
  double rateError(Cell cell) {
    return statistics(cell).getMeanErrorAt(CONFIDENCE);
  }

  /** Nanoseconds that one thread needs for one id. */
  double nanosPerId(Cell cell) {
    return cell.workload().threads() * 1e9 / rate(cell);
  }

  /** A figure over the rounds; empty if it was not measured. */
  Optional<Spread> spread(Cell cell, ToDoubleFunction<Figures> figure) {
    return has(cell)
        ? Optional.of(Spread.of(of(cell).stream().map(figure::applyAsDouble).toList()))
        : Optional.empty();
  }

  /** One cell's rate divided by another's; empty if one of them was not measured. */
  Optional<Spread> rateRatio(Cell above, Cell below) {
    return ratio(above, below, Figures::rate);
  }

  /** One cell's figure divided by another's, round by round. */
  Optional<Spread> ratio(Cell above, Cell below, ToDoubleFunction<Figures> figure) {
    int count = Math.min(of(above).size(), of(below).size());
    if (count == 0) {
      return Optional.empty();
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < count; round++) {
      ratios.add(
          figure.applyAsDouble(of(above).get(round)) / figure.applyAsDouble(of(below).get(round)));
    }
    return Optional.of(Spread.of(ratios));
  }

  /** A note's sum over all rounds. */
  long total(Cell cell, String note) {
    return of(cell).stream().mapToLong(figures -> figures.note(note)).sum();
  }

  private ListStatistics statistics(Cell cell) {
    ListStatistics statistics = new ListStatistics();
    of(cell).forEach(figures -> figures.perSecond().forEach(statistics::addValue));
    return statistics;
  }
}
