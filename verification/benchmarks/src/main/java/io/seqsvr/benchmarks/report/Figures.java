package io.seqsvr.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * What one process gave.
 *
 * @param perSecond ids a second of all threads together, one for each iteration; empty where calls
 *     come at a fixed rate
 * @param bytesPerId memory allocated by the whole process; NaN if it is not known
 * @param notes what else was counted, by name
 */
public record Figures(List<Double> perSecond, double bytesPerId, Map<String, Long> notes) {
  /** Copies. */
  public Figures {
    perSecond = List.copyOf(perSecond);
    notes = Map.copyOf(notes);
  }

  /** Mean over the iterations. */
  double rate() {
    return perSecond.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** A number that was counted; 0 if it was not. */
  long note(String name) {
    return notes.getOrDefault(name, 0L);
  }
}
