package io.seqsvr.failover.report;

import java.util.List;

/**
 * All repetitions of one fault.
 *
 * @param event what happened
 * @param repetitions how often
 * @param series what was timed; none is empty
 * @param counts what was counted
 * @param judgement what the judges said of the history
 */
public record EventResult(
    String event, int repetitions, List<Series> series, List<Count> counts, String judgement) {
  /** Copies. */
  public EventResult {
    series = List.copyOf(series);
    counts = List.copyOf(counts);
  }

  /** The same with a judgement. */
  public EventResult judged(String newJudgement) {
    return new EventResult(event, repetitions, series, counts, newJudgement);
  }

  /** Whether every goal is met. */
  public boolean isMet() {
    return series.stream().allMatch(Series::isMet) && counts.stream().allMatch(Count::isMet);
  }
}
