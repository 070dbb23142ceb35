package io.seqsvr.cli.demo.chat;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.demo.stage.Victim;
import io.seqsvr.history.HistoryWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * One kill of each victim, spread over the run, each followed by a restart at once. {@link #run} is
 * for one thread; the rest is thread-safe.
 */
final class Kills {
  private final List<Victim> victims;
  private final HistoryWriter history;
  private final MonotonicClock clock;
  private final List<Kill> kills = new CopyOnWriteArrayList<>();

  Kills(List<Victim> victims, HistoryWriter history, MonotonicClock clock) {
    this.victims = List.copyOf(victims);
    this.history = history;
    this.clock = clock;
  }

  /** Kills when the run has come far enough; returns when the last victim is back. */
  void run(RunProgress progress, ProgressDisplay display)
      throws CommandFailedException, InterruptedException, IOException {
    for (int i = 0; i < victims.size(); i++) {
      long share = (long) progress.messages() * (i + 1) / (victims.size() + 1);
      progress.awaitServed((int) Math.max(1, share));
      if (progress.isAbandoned()) {
        return;
      }
      kill(victims.get(i), display);
    }
  }

  private void kill(Victim victim, ProgressDisplay display)
      throws CommandFailedException, InterruptedException, IOException {
    long pid = victim.pid();
    Predicate<String> concerned = victim.conversations();
    long now = clock.nanoTime();
    kills.add(new Kill(victim.name(), now, concerned));
    victim.kill();
    history.writeFault(Map.of("what", "kill -9", "target", victim.name(), "pid", pid, "t_ns", now));
    display.say(victim.name() + " killed (kill -9), starting again");
    victim.restart();
    history.writePhase(
        Map.of("what", "ready again", "target", victim.name(), "t_ns", clock.nanoTime()));
    display.say(victim.name() + " is ready again");
  }

  /** A message was accepted. */
  void accepted(String conversation, long startNanos, long endNanos) {
    for (Kill kill : kills) {
      kill.accepted(conversation, startNanos, endNanos);
    }
  }

  /** Those that happened, in their order. */
  List<Kill> happened() {
    return List.copyOf(kills);
  }

  /** How many there should be. */
  int planned() {
    return victims.size();
  }
}
