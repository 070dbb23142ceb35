package io.seqsvr.cli.demo.seqs;

import static io.seqsvr.cli.console.Quantities.count;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ChildTier;
import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.demo.stage.SectionOwners;
import io.seqsvr.cli.demo.stage.SeqTiers;
import io.seqsvr.cli.trace.Replay;
import io.seqsvr.client.SeqClient;
import io.seqsvr.history.HistoryWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The trouble in the middle of a replay against several alloc nodes: one of them is killed, and the
 * others take its sections over. Runs on one thread.
 */
final class TakeOverDrill {
  /** Share of the messages before the kill. */
  private static final int BEFORE_KILL_PERCENT = 40;

  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  private final SeqTiers tiers;
  private final SeqClient client;
  private final RunProgress progress;
  private final HistoryWriter history;
  private final ProgressDisplay display;
  private final MonotonicClock clock;

  TakeOverDrill(
      SeqTiers tiers,
      SeqClient client,
      RunProgress progress,
      HistoryWriter history,
      ProgressDisplay display,
      MonotonicClock clock) {
    this.tiers = tiers;
    this.client = client;
    this.progress = progress;
    this.history = history;
    this.display = display;
    this.clock = clock;
  }

  /**
   * Waits for the middle of the replay, kills the node that most messages need, and returns when a
   * routing table gives its sections to others.
   */
  TakeOver run(Replay replay, SectionOwners before)
      throws CommandFailedException, InterruptedException {
    String victim = busiest(replay, before);
    ChildTier node = tiers.node(victim);
    progress.awaitServed(
        Math.max(1, (int) ((long) progress.messages() * BEFORE_KILL_PERCENT / 100)));
    final long pid = node.pid();
    final long killed = clock.nanoTime();
    node.kill();
    history.writeFault(Map.of("what", "kill -9", "target", victim, "pid", pid, "t_ns", killed));
    display.say(victim + " killed (kill -9)");
    SectionOwners after = awaitOthers(victim, killed);
    final long routed = clock.nanoTime();
    history.writePhase(Map.of("what", "taken over", "target", victim, "t_ns", routed));
    display.say(count(before.movedFrom(victim, after)) + " sections of " + victim + " have others");
    return new TakeOver(tiers.nodes().size(), victim, killed, routed, before, after);
  }

  private SectionOwners awaitOthers(String victim, long sinceNanos) throws CommandFailedException {
    SectionOwners owners = SectionOwners.of(client.routes());
    while (owners.sectionsOf(victim) > 0) {
      if (clock.nanoTime() - sinceNanos > PATIENCE_NANOS || !progress.pause(LOOK_NANOS)) {
        throw new CommandFailedException("nobody has taken over the sections of " + victim);
      }
      owners = SectionOwners.of(client.routes());
    }
    return owners;
  }

  private static String busiest(Replay replay, SectionOwners owners) {
    Map<String, Integer> messages = new HashMap<>();
    for (int message = 0; message < replay.messages(); message++) {
      messages.merge(owners.nodeOf("", replay.conversation(message)), 1, Integer::sum);
    }
    return messages.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
