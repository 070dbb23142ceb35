package io.seqsvr.failover.event;

import io.seqsvr.failover.call.Answer;
import io.seqsvr.failover.call.RouteTable;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.failover.cluster.AllocNode;
import io.seqsvr.failover.load.Keys;
import io.seqsvr.failover.load.TableWatcher.Sighting;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.report.EventResult;
import io.seqsvr.failover.report.Series.Goal;
import io.seqsvr.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One of two owners is killed, after many conversations were used on its sections; the other one
 * takes over half of all sections.
 *
 * <p>The time that has a goal begins with the assignment: with the last poll that a node answered
 * without the new table, which is a few milliseconds before the node could know it and a round trip
 * after ZooKeeper was asked to keep it. It ends with the reply that holds a seq of the last
 * section: from the new table on, one conversation of each section that has not answered yet is
 * asked for in a batch, one batch after the other.
 */
public final class Bulk implements Event {
  private static final Duration BATCH_LIMIT = Duration.ofSeconds(5);
  private static final Duration TABLE_LIMIT = Duration.ofSeconds(30);
  private static final Duration SERVE_LIMIT = Duration.ofSeconds(60);

  /** Between two batches, so that refusing them does not keep the new owner from loading. */
  private static final long ROUND_GAP_NANOS = 2_000_000;

  private static final int CHUNK = 100_000;
  private static final double GOAL_MILLIS = 300;

  private final int conversations;

  /**
   * With so many conversations in use.
   *
   * @param conversations of all sections, half of which are lost
   */
  public Bulk(int conversations) {
    this.conversations = conversations;
  }

  @Override
  public String title() {
    return "take-over of half of all sections, %d conversations".formatted(conversations);
  }

  @Override
  public EventResult run(Stage stage, int repetitions) throws Exception {
    Tally tally = new Tally();
    for (int i = 1; i <= repetitions; i++) {
      RouteTable table = stage.settle();
      touch(stage, table, i);
      stage.recorder().begin(title(), i);
      long quiet = stage.now();
      stage.quiet();
      AllocNode victim = stage.ownerOf(table, i);
      long began = stage.now();
      stage.recorder().fault(title() + ": " + victim, began);
      victim.kill();
      String line = takeOver(stage, tally, table, victim, began);
      new Bite(stage.recorder().calls()).floor(stage.terms().perSecond(), quiet, began);
      stage.quiet();
      stage.say("  %d of %d: %s".formatted(i, repetitions, line));
      victim.start();
    }
    stage.settle();
    return tally.result(title(), repetitions);
  }

  /** Uses every conversation once, in batches at its owner. */
  private void touch(Stage stage, RouteTable table, int turn)
      throws DrillFailedException, InterruptedException {
    for (int from = 0; from < conversations; from += CHUNK) {
      stage.recorder().begin("conversations from " + from, turn);
      List<Keys.Key> keys =
          IntStream.range(from, Math.min(from + CHUNK, conversations))
              .mapToObj(i -> Keys.Key.of("b" + i, table.sectionCount()))
              .toList();
      for (AllocNode node : stage.cluster().nodes()) {
        List<Keys.Key> own =
            keys.stream().filter(key -> table.ownerId(key.section()).equals(node.id())).toList();
        use(stage, table, node, own);
      }
    }
  }

  /** Until each was used: some may be told to come again, as when their section grows. */
  private static void use(Stage stage, RouteTable table, AllocNode node, List<Keys.Key> keys)
      throws DrillFailedException, InterruptedException {
    long began = stage.now();
    List<Keys.Key> missing = keys;
    while (!missing.isEmpty()) {
      List<Keys.Key> asked = missing;
      List<Answer> answers =
          stage.calls().batch(node, Source.PROBE, asked, table.version(), BATCH_LIMIT);
      missing =
          IntStream.range(0, asked.size())
              .filter(i -> answers.get(i).outcome() != Outcome.OK)
              .mapToObj(asked::get)
              .toList();
      if (missing.isEmpty()) {
        return;
      }
      if (stage.now() - began > SERVE_LIMIT.toNanos()) {
        throw new DrillFailedException(
            "%d conversations could not be used before the fault: %s"
                .formatted(
                    missing.size(),
                    answers.stream().filter(a -> a.outcome() != Outcome.OK).findFirst()));
      }
      stage.patience().until(stage.now() + ROUND_GAP_NANOS);
    }
  }

  private String takeOver(Stage stage, Tally tally, RouteTable table, AllocNode victim, long began)
      throws DrillFailedException, InterruptedException {
    List<Integer> sections = table.sectionsOf(victim.id());
    String incarnation = table.incarnationOf(victim.id());
    stage
        .patience()
        .await(
            "a table without " + victim,
            TABLE_LIMIT,
            () -> stage.watcher().firstWithout(incarnation, table.version()).isPresent());
    Sighting sighting =
        stage
            .watcher()
            .firstWithout(incarnation, table.version())
            .orElseThrow(() -> new DrillFailedException("the table is gone"));
    List<Keys.Key> missing = new ArrayList<>(sections.stream().map(stage.keys()::first).toList());
    long firstServed = 0;
    long lastServed = 0;
    while (!missing.isEmpty()) {
      if (stage.now() - began > SERVE_LIMIT.toNanos()) {
        throw new DrillFailedException(missing.size() + " sections are not served");
      }
      int before = missing.size();
      stage.patience().until(stage.now() + ROUND_GAP_NANOS);
      askOnce(stage, sighting.table(), missing);
      lastServed = stage.now();
      firstServed = firstServed == 0 && missing.size() < before ? lastServed : firstServed;
    }
    double assigned = (sighting.notBeforeNanos() - began) / 1e6;
    double first = (firstServed - sighting.notBeforeNanos()) / 1e6;
    double last = (lastServed - sighting.notBeforeNanos()) / 1e6;
    tally.time("assignment to the first section served", Goal.NONE, first);
    tally.time("assignment to the last section served", Goal.max(GOAL_MILLIS), last);
    tally.time("kill to assignment", Goal.NONE, assigned);
    tally.time("kill to the last section served", Goal.NONE, assigned + last);
    tally.count("sections taken over", sections.size());
    return "%d sections assigned after %.0f ms, served %.0f to %.0f ms later"
        .formatted(sections.size(), assigned, first, last);
  }

  /** Asks each owner for what is missing; takes out what was served. */
  private static void askOnce(Stage stage, RouteTable table, List<Keys.Key> missing) {
    for (AllocNode node : stage.cluster().nodes()) {
      List<Keys.Key> own =
          missing.stream().filter(key -> table.ownerId(key.section()).equals(node.id())).toList();
      if (own.isEmpty()) {
        continue;
      }
      List<Answer> answers =
          stage.calls().batch(node, Source.PROBE, own, table.version(), BATCH_LIMIT);
      Set<Keys.Key> served = new HashSet<>();
      for (int i = 0; i < own.size(); i++) {
        if (answers.get(i).outcome() == Outcome.OK) {
          served.add(own.get(i));
        }
      }
      missing.removeAll(served);
    }
  }
}
