package io.seqsvr.failover.event;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.failover.load.Coverage;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.report.EventResult;
import io.seqsvr.failover.report.Series.Goal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ZooKeeper and the stores are killed at the same time: every owner must stop within its lease,
 * with typed refusals, and serve again by itself when both are back.
 */
public final class BothDown implements Event {
  private static final Duration BACK_LIMIT = Duration.ofSeconds(90);

  private final Duration length;

  /** Outages of a length, which is above the lease's. */
  public BothDown(Duration length) {
    this.length = length;
  }

  /**
   * Moments of one repetition.
   *
   * @param began before the first signal
   * @param down when both were gone
   * @param back when the first of both was about to be started
   * @param both when both were there again
   */
  private record Moments(long quiet, long began, long down, long back, long both) {}

  @Override
  public String title() {
    return "ZooKeeper and store down";
  }

  @Override
  public EventResult run(Stage stage, int repetitions) throws Exception {
    Tally tally = new Tally();
    for (int i = 1; i <= repetitions; i++) {
      RouteTable table = stage.settle();
      stage.recorder().begin(title(), i);
      long quiet = stage.now();
      stage.quiet();
      long began = stage.now();
      stage.recorder().fault(title(), began);
      stage.cluster().stores().kill();
      stage.cluster().ensemble().killAll();
      long down = stage.now();
      stage.patience().until(down + length.toNanos());
      long back = stage.now();
      stage.recorder().fault("about to end: " + title(), back);
      Coverage coverage = cover(stage, table, back);
      stage.cluster().ensemble().restartAll();
      stage.cluster().stores().start();
      Moments moments = new Moments(quiet, began, down, back, stage.now());
      stage.clients().sweep(IntStream.range(0, table.sectionCount()).boxed().toList());
      stage.patience().await("service after both are back", BACK_LIMIT, coverage::isComplete);
      stage.recorder().unwatch(coverage);
      stage.quiet();
      String line = evaluate(stage, tally, coverage, moments);
      stage.say("  %d of %d: %s".formatted(i, repetitions, line));
    }
    stage.settle();
    return tally.result(title(), repetitions);
  }

  private static Coverage cover(Stage stage, RouteTable table, long fromNanos) {
    Coverage coverage =
        new Coverage(
            IntStream.range(0, table.sectionCount()).boxed().toList(), fromNanos, fromNanos);
    stage.recorder().watch(coverage);
    return coverage;
  }

  private static String evaluate(Stage stage, Tally tally, Coverage coverage, Moments moments)
      throws DrillFailedException {
    Bite bite = new Bite(stage.recorder().calls());
    bite.floor(stage.terms().perSecond(), moments.quiet(), moments.began());
    List<Seen> refused = bite.failed(Source.DIRECT, moments.down(), moments.back());
    if (refused.isEmpty()) {
      throw new DrillFailedException("the fault did not bite: no single attempt was refused");
    }
    double lastOk =
        bite.calls().stream()
            .filter(seen -> seen.source() == Source.DIRECT && seen.isOk())
            .filter(seen -> seen.beganIn(moments.began(), moments.back()))
            .mapToDouble(seen -> (seen.call().startNanos() - moments.down()) / 1e6)
            .max()
            .orElse(0);
    double bothMillis = (moments.both() - moments.back()) / 1e6;
    List<Double> millis = coverage.millis();
    double first = Math.max(0, millis.get(0) - bothMillis);
    double last = Math.max(0, millis.get(millis.size() - 1) - bothMillis);
    tally.time(
        "both down to the begin of the last call that was served",
        Goal.max((double) stage.cluster().plan().lease().toMillis()),
        Math.max(0, lastOk));
    tally.time("both back to first ok call", Goal.NONE, first);
    tally.time("both back to ok, last section", Goal.NONE, last);
    tally.count("single attempts refused while both were down", refused.size());
    tally.none(
        "of those with another reason than LEASE_LOST",
        refused.stream().filter(seen -> seen.reason() != ErrorReason.LEASE_LOST).count());
    return "served for %.0f ms more, again %.0f to %.0f ms after both were back"
        .formatted(Math.max(0, lastOk), first, last);
  }
}
