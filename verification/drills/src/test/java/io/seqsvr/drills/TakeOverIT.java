package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.failover.cluster.Cluster;
import io.seqsvr.failover.cluster.ClusterPlan;
import io.seqsvr.failover.event.Event;
import io.seqsvr.failover.event.Kill;
import io.seqsvr.failover.event.LeaderKill;
import io.seqsvr.failover.event.Pause;
import io.seqsvr.failover.event.Stage;
import io.seqsvr.failover.event.Terms;
import io.seqsvr.failover.process.Patience;
import io.seqsvr.failover.report.Count;
import io.seqsvr.failover.report.EventResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three alloc nodes, three ZooKeeper servers, a store and a database, each a process: an owner is
 * killed, an owner is stopped for two leases and goes on, the ZooKeeper leader is killed. Hunts
 * seqs that repeat or go back when sections change their owner, a resumed owner that still serves,
 * sections that nobody takes over, and calls that fail though their owner is well. The faults are
 * those of {@code verification/failover/run}, which repeats them more often and measures.
 *
 * <p>A fault that did not bite fails the test: no new owner in the routing table, less than 30 % of
 * the calls on sections that moved, or too few calls served while nothing was wrong.
 *
 * <p>{@code -Dseqsvr.drills.faults=N} repeats each fault so often (1 by default).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TakeOverIT {
  private static final int FAULTS = Integer.getInteger("seqsvr.drills.faults", 1);

  /** The default. A shorter one ends by itself where a busy machine stands still for that long. */
  private static final Duration LEASE = Duration.ofSeconds(1);

  private static final int SECTIONS = 256;

  /** A call may take this long on a machine that is busy with other work. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Terms TERMS =
      new Terms(300, 100, 4, TIMEOUT, Duration.ofMillis(500), Duration.ofSeconds(1));

  private static final int ELECTIONS = 3;

  /** ZooKeeper's, short, so that an election takes a second or two. */
  private static final int TICK_MILLIS = 200;

  /** How far a node's number of sections may be from the mean, as a part of it. */
  private static final double EVENNESS =
      Double.parseDouble(System.getProperty("seqsvr.drills.evenness", "0.1"));

  private final Patience patience = new Patience(MonotonicClock.system());
  private Path directory = Path.of("");
  private int runs;
  private Cluster cluster;

  @BeforeAll
  void startAll(@TempDir Path temporary) throws Exception {
    directory = temporary.toRealPath();
    ClusterPlan plan =
        new ClusterPlan(
            Path.of(System.getProperty("seqsvr.drills.lib", "")),
            3,
            1,
            SECTIONS,
            LEASE,
            TICK_MILLIS,
            false,
            EVENNESS,
            List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            Map.of());
    cluster =
        Cluster.start(
            plan,
            directory,
            Path.of(System.getProperty("seqsvr.drills.logs", "")).resolve("take-over"),
            patience);
  }

  @AfterAll
  void endAll() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void othersTakeOverFromAKilledOwner() throws Exception {
    EventResult result = repeat(new Kill());
    assertThat(count(result, "owner changes")).isEqualTo(FAULTS);
  }

  @Test
  void aResumedOwnerRefuses() throws Exception {
    EventResult result = repeat(new Pause(LEASE.multipliedBy(5)));
    assertThat(count(result, "owner changes")).isEqualTo(FAULTS);
    assertThat(count(result, "stale calls refused")).isPositive();
  }

  /**
   * No call of the SDK ever fails. For single attempts one quiet election of three is enough: a
   * machine that stands still for most of a lease loses it whatever the program does, a longer
   * lease would outlast the election, and a node that does not live on its second register loses
   * its lease in every one.
   */
  @Test
  void noCallFailsWhenTheZooKeeperLeaderIsKilled() throws Exception {
    List<EventResult> disturbed = new ArrayList<>();
    while (disturbed.size() < ELECTIONS) {
      EventResult result = repeat(new LeaderKill());
      assertThat(count(result, "calls of the client SDK that failed")).isZero();
      if (result.counts().stream().allMatch(Count::isMet)) {
        return;
      }
      disturbed.add(result);
    }
    fail("attempts failed in every election: %s", disturbed);
  }

  /** Causes a fault, and has everything that callers saw judged. */
  private EventResult repeat(Event event) throws Exception {
    Path history = directory.resolve(event.title().replace(' ', '-') + "-" + ++runs + ".jsonl");
    try (Stage stage = new Stage(cluster, TERMS, history, patience, TakeOverIT::say)) {
      EventResult result = event.run(stage, FAULTS);
      stage.judge();
      return result;
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static long count(EventResult result, String name) {
    return result.counts().stream()
        .filter(count -> count.name().equals(name))
        .mapToLong(Count::value)
        .sum();
  }
}
