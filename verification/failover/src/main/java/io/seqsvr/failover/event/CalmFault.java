package io.seqsvr.failover.event;

import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.report.EventResult;
import io.seqsvr.failover.report.Series.Goal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Something that owners depend on is lost, and callers are not to notice: no call fails, neither of
 * the client SDK nor a single attempt at the owner.
 */
abstract class CalmFault implements Event {
  /**
   * Causes the fault, keeps it up, and checks that it bit.
   *
   * @param turn 1 and above
   */
  abstract void strikeAndEndure(Stage stage, int turn) throws Exception;

  /** Ends the fault; everything runs again when this returns. */
  abstract void heal(Stage stage, int turn) throws Exception;

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
      strikeAndEndure(stage, i);
      stage.recorder().fault("about to end: " + title(), stage.now());
      heal(stage, i);
      // Where calls did fail, the figures are to say so; they are no reason to end here.
      stage.settle();
      long healed = stage.now();
      stage.quiet();
      String line = evaluate(stage, tally, table, new long[] {quiet, began, healed, stage.now()});
      stage.say("  %d of %d: %s".formatted(i, repetitions, line));
    }
    stage.settle();
    return tally.result(title(), repetitions);
  }

  /**
   * Adds up one repetition.
   *
   * @param at begin of the quiet time, of the fault, of the time after it, and its end
   */
  private static String evaluate(Stage stage, Tally tally, RouteTable table, long[] at)
      throws DrillFailedException {
    Bite bite = new Bite(stage.recorder().calls());
    bite.floor(stage.terms().perSecond(), at[0], at[1]);
    bite.floor(stage.terms().perSecond(), at[2], at[3]);
    List<Seen> failed = bite.failed(Source.CLIENT, at[1], at[3]);
    List<Seen> refused = bite.failed(Source.DIRECT, at[1], at[3]);
    tally.time("longest call of the client SDK", Goal.NONE, bite.longestMillis(at[1], at[3]));
    tally.none("calls of the client SDK that failed", failed.size());
    tally.none("single attempts that failed", refused.size());
    Map<String, Long> reasons = reasons(failed);
    reasons(refused).forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    reasons.forEach((reason, count) -> tally.count("failed with " + reason, count));
    tally.count("calls of the client SDK", count(bite, Source.CLIENT));
    tally.count("single attempts", count(bite, Source.DIRECT));
    tally.count("new routing tables", stage.watcher().newest().version() - table.version());
    return "%d calls and %d single attempts failed, longest call %.0f ms"
        .formatted(failed.size(), refused.size(), bite.longestMillis(at[1], at[3]));
  }

  private static Map<String, Long> reasons(List<Seen> failed) {
    return failed.stream()
        .collect(Collectors.groupingBy(Seen::failure, TreeMap::new, Collectors.counting()));
  }

  private static long count(Bite bite, Source source) {
    return bite.calls().stream().filter(seen -> seen.source() == source).count();
  }
}
