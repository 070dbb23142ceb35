package io.seqsvr.failover.event;

import io.seqsvr.failover.report.EventResult;

/** A fault that is caused over and over. */
public interface Event {
  /** What happens, for a person. */
  String title();

  /**
   * Causes it, each time on a cluster that has settled.
   *
   * @return what was measured; its history is not judged yet
   * @throws io.seqsvr.failover.process.DrillFailedException if the fault did not bite, or the
   *     cluster did not come back
   */
  EventResult run(Stage stage, int repetitions) throws Exception;
}
