package io.seqsvr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.history.HistoryChecker;
import io.seqsvr.history.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole clusters of the real core classes, run after run. Hunts two owners of a section, numbers
 * twice or out of order, numbers ahead of the store, jumps that no event explains, and clusters
 * that do not come back once all faults are over. A failure names its seed and the command that
 * replays it; {@code verification/simulation/run} does more of them.
 */
class ClusterSimulationTest {
  private static final int SEEDS = Integer.getInteger("seqsvr.simulation.seeds", 300);

  @Test
  void everySeedHoldsAndTheFaultsBite() {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    Seeds seeds = new Seeds(new PrintStream(told, true, StandardCharsets.UTF_8), 3);
    boolean held = seeds.run(1, SEEDS, 0);
    assertThat(held).as(told.toString(StandardCharsets.UTF_8)).isTrue();
    Totals totals = seeds.totals();
    assertThat(totals.runsWithMoves).isGreaterThan(SEEDS * 9 / 10);
    assertThat(totals.ownerChanges).as("owner changes").isGreaterThan(5L * SEEDS);
    assertThat(totals.fenced).as("fences").isGreaterThan(SEEDS);
    assertThat(totals.rebirths).as("incarnations reborn").isGreaterThan(SEEDS / 4);
    assertThat(totals.staleCalls).as("stale calls").isGreaterThan(20L * SEEDS);
    assertThat(totals.staleWrites).as("stale writes").isGreaterThan(5L * SEEDS);
    assertThat(totals.jumps).as("jumps").isGreaterThan(5L * SEEDS);
    assertThat(totals.lostAcks).as("lost acks").isGreaterThan(5L * SEEDS);
    assertThat(totals.callsOk).as("calls").isGreaterThan(100L * SEEDS);
    assertThat(totals.cleanAcquires).as("clean hand-overs").isGreaterThan(2L * SEEDS);
    assertThat(totals.rebases).as("new generations").isGreaterThan(5L * SEEDS);
    assertThat(totals.pastIntMax).as("seqs above 2^31").isGreaterThan(5L * SEEDS);
    assertThat(totals.faults.keySet())
        .as("kinds of faults")
        .containsExactly(Profile.Fault.values());
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    for (long seed = 1; seed <= 20; seed++) {
      long first = Simulation.run(seed, new Worker.Pool()).hash();
      assertThat(Simulation.run(seed, new Worker.Pool()).hash())
          .as("seed " + seed)
          .isEqualTo(first);
    }
  }

  @Test
  void aReplayIsTheRunAndItsHistoryIsJudgedAlike(@TempDir Path directory) throws IOException {
    Worker.Pool pool = new Worker.Pool();
    Path history = directory.resolve("history.jsonl");
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Simulation.Result replay = Simulation.replay(7, pool, nowhere, history);
    assertThat(replay.hash()).isEqualTo(Simulation.run(7, pool).hash());
    Verdict verdict = HistoryChecker.check(List.of(history));
    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.counts().get("next_ok")).isEqualTo(replay.totals().callsOk);
  }
}
