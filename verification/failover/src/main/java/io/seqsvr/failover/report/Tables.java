package io.seqsvr.failover.report;

import io.seqsvr.bench.result.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as tables. Stateless. */
public final class Tables {
  private Tables() {}

  /** Times of all events, and then what was counted. */
  public static List<Table> of(List<EventResult> results) {
    return List.of(times(results), counts(results));
  }

  private static Table times(List<EventResult> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("event", "time, ms", "values", "min", "p50", "p99", "max", "goal", "met"));
    for (EventResult result : results) {
      for (Series series : result.series()) {
        rows.add(
            List.of(
                result.event(),
                series.name(),
                "" + series.millis().size(),
                text(Percentiles.of(1e-9, series.millis())),
                text(series.p50()),
                text(series.p99()),
                text(series.max()),
                series.goal().text(),
                series.goal().equals(Series.Goal.NONE) ? "" : yesOrNo(series.isMet())));
      }
    }
    return new Table("times", rows);
  }

  private static Table counts(List<EventResult> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("event", "counted", "number", "goal", "met"));
    for (EventResult result : results) {
      rows.add(List.of(result.event(), "repetitions", "" + result.repetitions(), "", ""));
      for (Count count : result.counts()) {
        boolean bounded = count.atMost() < Long.MAX_VALUE;
        rows.add(
            List.of(
                result.event(),
                count.name(),
                "" + count.value(),
                bounded ? "<= " + count.atMost() : "",
                bounded ? yesOrNo(count.isMet()) : ""));
      }
      rows.add(List.of(result.event(), "judgement: " + result.judgement(), "", "", ""));
    }
    return new Table("counts", rows);
  }

  private static String yesOrNo(boolean met) {
    return met ? "yes" : "NO";
  }

  static String text(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
  }
}
