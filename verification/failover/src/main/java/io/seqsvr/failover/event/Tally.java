package io.seqsvr.failover.event;

import io.seqsvr.failover.report.Count;
import io.seqsvr.failover.report.EventResult;
import io.seqsvr.failover.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the repetitions of an event give, in the order of its first mention. Confined to a thread.
 */
final class Tally {
  private final Map<String, List<Double>> millis = new LinkedHashMap<>();
  private final Map<String, Series.Goal> goals = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Long> bounds = new LinkedHashMap<>();

  /** Adds times. */
  void time(String name, Series.Goal goal, List<Double> values) {
    goals.put(name, goal);
    millis.computeIfAbsent(name, any -> new ArrayList<>()).addAll(values);
  }

  /** Adds a time. */
  void time(String name, Series.Goal goal, double value) {
    time(name, goal, List.of(value));
  }

  /** Counts. */
  void count(String name, long more) {
    counts.merge(name, more, Long::sum);
  }

  /** Counts what must not be. */
  void none(String name, long more) {
    count(name, more);
    bounds.put(name, 0L);
  }

  EventResult result(String event, int repetitions) {
    List<Series> series = new ArrayList<>();
    millis.forEach(
        (name, values) ->
            series.add(new Series(name, values, goals.getOrDefault(name, Series.Goal.NONE))));
    List<Count> all = new ArrayList<>();
    counts.forEach(
        (name, value) ->
            all.add(new Count(name, value, bounds.getOrDefault(name, Long.MAX_VALUE))));
    return new EventResult(event, repetitions, series, all, "not judged");
  }
}
