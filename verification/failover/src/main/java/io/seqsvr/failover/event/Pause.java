package io.seqsvr.failover.event;

import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.load.Keys;
import io.seqsvr.failover.process.DrillFailedException;
import java.time.Duration;
import java.util.List;

/**
 * An owner is stopped (SIGSTOP) for longer than its lease, and goes on where it stood (SIGCONT).
 * Calls wait in its sockets for that moment: they must be refused, and so must those that follow.
 */
public final class Pause extends OwnerFault {
  /** Calls that are sent to the stopped node, and wait there. */
  private static final int WAITING = 16;

  private static final Duration STALE_LIMIT = Duration.ofSeconds(10);
  private static final Duration END_SLACK = Duration.ofSeconds(5);

  private final Duration length;
  private long waitingNanos;

  /** Pauses of a length, which is above the lease's. */
  public Pause(Duration length) {
    this.length = length;
  }

  @Override
  public String title() {
    return "owner paused for " + length.toMillis() + " ms";
  }

  @Override
  long strike(Scene scene, long beganNanos) throws Exception {
    scene.victim().pause();
    Stage stage = scene.stage();
    // At once: they are to lie in its sockets when it goes on, not to come a moment later.
    waitingNanos = stage.now();
    for (int i = 0; i < WAITING; i++) {
      call(scene, i);
    }
    return stage.now();
  }

  /** A node that goes on before the others have ended its lease may renew it. */
  @Override
  boolean mayKeepItsLease() {
    return true;
  }

  @Override
  void endure(Scene scene, long beganNanos) throws Exception {
    Stage stage = scene.stage();
    try {
      stage.patience().until(beganNanos + length.toNanos());
    } finally {
      scene.victim().resume();
    }
    stage.recorder().fault("goes on: " + scene.victim(), stage.now());
    for (int i = 0; i < WAITING; i++) {
      call(scene, WAITING + i);
    }
    stage
        .patience()
        .await(
            "the end of all stale calls",
            STALE_LIMIT.plus(END_SLACK),
            () -> stale(stage).size() == 2 * WAITING);
  }

  private List<Seen> stale(Stage stage) {
    return Stale.calls(new Bite(stage.recorder().calls()), waitingNanos, stage.now());
  }

  private static void call(Scene scene, int turn) {
    List<Integer> sections = scene.sections();
    Keys.Key key = scene.stage().keys().first(sections.get(turn % sections.size()));
    var unused =
        scene
            .stage()
            .calls()
            .next(scene.victim(), Seen.Source.STALE, key, scene.table().version(), STALE_LIMIT);
  }

  @Override
  void heal(Scene scene) {
    // It goes on already, and comes back as a new incarnation.
  }

  @Override
  void measure(Scene scene, Bite bite, boolean fenced, long beganNanos, long recoveredNanos)
      throws DrillFailedException {
    List<Seen> stale = Stale.calls(bite, waitingNanos, recoveredNanos);
    long refused = fenced ? Stale.requireRefused(stale) : Stale.refused(stale);
    scene.tally().count("stale calls", stale.size());
    scene.tally().count("stale calls refused", refused);
    scene.tally().count("pauses with a refused stale call", refused > 0 ? 1 : 0);
  }
}
