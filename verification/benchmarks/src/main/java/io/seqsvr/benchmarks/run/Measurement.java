package io.seqsvr.benchmarks.run;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Cell;
import io.seqsvr.benchmarks.report.Workload;

/**
 * One thing to measure in a process of its own.
 *
 * @param cell where its figures go
 * @param contender who hands out ids
 * @param storeMillis round trip of the store
 */
record Measurement(Cell cell, Contender contender, int storeMillis) {
  static Measurement of(Workload workload, Contender contender) {
    return new Measurement(new Cell(workload, contender.text()), contender, 0);
  }

  /** What {@code --only} is compared with. */
  String text() {
    return cell.workload().text() + ": " + cell.contender();
  }
}
