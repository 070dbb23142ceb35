package io.seqsvr.benchmarks.report;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Workload.Kind;
import java.util.ArrayList;
import java.util.List;

/** The results as tables, one for each workload, and the goals as the last one. Stateless. */
final class Tables {
  private static final double MILLION = 1e6;

  private Tables() {}

  static List<Table> of(Results results) {
    List<Table> tables = new ArrayList<>();
    for (Workload workload : results.workloads()) {
      tables.add(
          switch (workload.kind()) {
            case CLOCK, SINGLE, BATCH -> rates(results, workload);
            case STEADY -> times(results, workload);
          });
    }
    List<Goal> goals = Goals.of(results);
    if (!goals.isEmpty()) {
      tables.add(goals(goals));
    }
    return tables;
  }

  private static Table rates(Results results, Workload workload) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            workload.text(),
            "M ids/s",
            "± 99.9 %",
            "ns/id",
            "bytes/id",
            "seqsvr / this",
            "refused",
            "store calls per M ids",
            "unused ids at the end"));
    Cell ours = new Cell(workload, Contender.SEQSVR.text());
    for (Cell cell : results.cells(workload)) {
      boolean isOurs = Labels.isOurs(cell.contender());
      double issuedMillions = results.total(cell, "issued") / MILLION;
      rows.add(
          List.of(
              cell.contender(),
              Numbers.text(results.rate(cell) / MILLION),
              Numbers.text(results.rateError(cell) / MILLION),
              Numbers.text(results.nanosPerId(cell)),
              results
                  .spread(cell, Figures::bytesPerId)
                  .map(spread -> Numbers.text(spread.median()))
                  .orElse(""),
              isOurs ? "" : Numbers.text(results.rateRatio(ours, cell)),
              isOurs ? Long.toString(results.total(cell, "refused")) : "",
              isOurs ? Numbers.text(results.total(cell, "storeCalls") / issuedMillions) : "",
              isOurs ? Numbers.text(results.spread(cell, f -> f.note("unusedIds"))) : ""));
    }
    return new Table(workload.text(), rows);
  }

  private static Table times(Results results, Workload workload) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            workload.text(),
            "p50 ns",
            "p99 ns",
            "p99.99 ns",
            "max ns",
            "p99.99 since due, ns",
            "refused",
            "store calls per M ids"));
    for (Cell cell : results.cells(workload)) {
      double issuedMillions = results.total(cell, "issued") / MILLION;
      List<String> row = new ArrayList<>(List.of(cell.contender()));
      for (String time : List.of("p50", "p99", "p9999", "max", "dueP9999")) {
        row.add(Numbers.text(results.spread(cell, figures -> figures.note(time))));
      }
      boolean isOurs = Labels.isOurs(cell.contender());
      row.add(isOurs ? Long.toString(results.total(cell, "refused")) : "");
      row.add(isOurs ? Numbers.text(results.total(cell, "storeCalls") / issuedMillions) : "");
      rows.add(row);
    }
    return new Table(workload.text(), rows);
  }

  private static Table goals(List<Goal> goals) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("goal", "wanted", "measured", "met"));
    for (Goal goal : goals) {
      rows.add(
          List.of(
              goal.what(),
              goal.boundText(),
              Numbers.text(goal.measured()),
              goal.isMet() ? "yes" : "**no**"));
    }
    return new Table("Goals", rows);
  }

  /** Whether bars of ids a second belong to it. */
  static boolean isRate(Workload workload) {
    return workload.kind() != Kind.STEADY;
  }
}
