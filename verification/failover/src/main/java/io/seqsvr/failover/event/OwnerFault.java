package io.seqsvr.failover.event;

import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.failover.cluster.AllocNode;
import io.seqsvr.failover.load.Coverage;
import io.seqsvr.failover.load.TableWatcher.Sighting;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.report.EventResult;
import io.seqsvr.failover.report.Series.Goal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An owner is lost, and others take over its sections. Times are counted from before the fault to
 * the end of a call of the client SDK that began after it, so that they hold what a caller waits
 * for: detection, fencing, the new table, loading, and the client's own search.
 */
abstract class OwnerFault implements Event {
  private static final Duration TAKE_OVER_LIMIT = Duration.ofSeconds(60);

  /** What one repetition is about. */
  record Scene(
      Stage stage, Tally tally, AllocNode victim, RouteTable table, List<Integer> sections) {
    String incarnation() {
      return table.incarnationOf(victim.id());
    }
  }

  /**
   * Causes the fault.
   *
   * @param beganNanos when it began at the earliest
   * @return moment from which on the victim answers no call on its sections any more
   */
  abstract long strike(Scene scene, long beganNanos) throws Exception;

  /** Goes on with the fault while others take over; the sweep has been sent. */
  abstract void endure(Scene scene, long beganNanos) throws Exception;

  /** Ends the fault; the victim is back, or about to come back, when this returns. */
  abstract void heal(Scene scene) throws Exception;

  /** Whether the victim may come through with its sections, if it is back soon enough. */
  boolean mayKeepItsLease() {
    return false;
  }

  /**
   * Adds what only this fault has.
   *
   * @param fenced whether the others have taken the sections over
   */
  abstract void measure(
      Scene scene, Bite bite, boolean fenced, long beganNanos, long recoveredNanos)
      throws DrillFailedException;

  @Override
  public EventResult run(Stage stage, int repetitions) throws Exception {
    Tally tally = new Tally();
    for (int i = 1; i <= repetitions; i++) {
      RouteTable table = stage.settle();
      stage.recorder().begin(title(), i);
      AllocNode victim = stage.ownerOf(table, i);
      repeat(new Scene(stage, tally, victim, table, table.sectionsOf(victim.id())), i, repetitions);
    }
    stage.settle();
    return tally.result(title(), repetitions);
  }

  private void repeat(Scene scene, int repetition, int repetitions) throws Exception {
    Stage stage = scene.stage();
    long quietNanos = stage.now();
    stage.quiet();
    long began = stage.now();
    stage.recorder().fault(title() + ": " + scene.victim(), began);
    long struck = strike(scene, began);
    Coverage coverage = new Coverage(scene.sections(), began, struck);
    stage.recorder().watch(coverage);
    stage.clients().sweep(scene.sections());
    endure(scene, began);
    boolean complete = stage.patience().holdsWithin(TAKE_OVER_LIMIT, coverage::isComplete);
    if (!complete) {
      throw new DrillFailedException(
          "%s: %d of %d sections of %s not served again within %d s, %s"
              .formatted(
                  title(),
                  coverage.missing(),
                  scene.sections().size(),
                  scene.victim(),
                  TAKE_OVER_LIMIT.toSeconds(),
                  stage.watcher().newest()));
    }
    long recovered = stage.now();
    stage.quiet();
    long end = stage.now();
    stage.recorder().unwatch(coverage);
    evaluate(scene, coverage, new long[] {quietNanos, began, recovered, end});
    heal(scene);
    List<Double> millis = coverage.millis();
    stage.say(
        "  %d of %d: %s lost %d sections, first ok after %.0f ms, all after %.0f ms"
            .formatted(
                repetition,
                repetitions,
                scene.victim(),
                scene.sections().size(),
                millis.get(0),
                millis.get(millis.size() - 1)));
  }

  /**
   * Adds up one repetition.
   *
   * @param at begin of the quiet time, of the fault, of the time after it, and its end
   */
  private void evaluate(Scene scene, Coverage coverage, long[] at) throws DrillFailedException {
    Stage stage = scene.stage();
    Tally tally = scene.tally();
    Bite bite = new Bite(stage.recorder().calls());
    Optional<Sighting> sighting =
        stage.watcher().firstWithout(scene.incarnation(), scene.table().version());
    if (sighting.isEmpty() && !mayKeepItsLease()) {
      throw new DrillFailedException(
          "the fault did not bite: no table without %s: %s"
              .formatted(scene.victim(), stage.watcher().newest()));
    }
    bite.moved(scene.sections());
    bite.floor(stage.terms().perSecond(), at[0], at[1]);
    bite.floor(stage.terms().perSecond(), at[2], at[3]);
    List<Double> millis = coverage.millis();
    sighting.ifPresent(
        seen -> tally.time("fault to new table", Goal.NONE, (seen.seenNanos() - at[1]) / 1e6));
    tally.time("fault to first ok call", Goal.TAKE_OVER, millis.get(0));
    tally.time("fault to ok, each section", Goal.NONE, millis);
    tally.time("fault to ok, last section", Goal.NONE, millis.get(millis.size() - 1));
    tally.count("owner changes", sighting.isPresent() ? 1 : 0);
    tally.count("calls of the client SDK", count(bite, Source.CLIENT));
    tally.count(
        "calls of the client SDK that failed", bite.failed(Source.CLIENT, at[0], at[3]).size());
    measure(scene, bite, sighting.isPresent(), at[1], at[2]);
  }

  private static long count(Bite bite, Source source) {
    return bite.calls().stream().filter(seen -> seen.source() == source).count();
  }
}
