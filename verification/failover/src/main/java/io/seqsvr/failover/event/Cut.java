package io.seqsvr.failover.event;

import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.load.Hammer;
import io.seqsvr.failover.load.Keys;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.report.Series.Goal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An owner is cut off from ZooKeeper and from the stores; callers still reach it. It must stop
 * serving by itself. Take-over counts from the first refusal on: before it, the owner may answer by
 * right.
 */
public final class Cut extends OwnerFault {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private @Nullable Hammer hammer;

  @Override
  public String title() {
    return "owner cut off from ZooKeeper and store";
  }

  @Override
  long strike(Scene scene, long beganNanos) throws Exception {
    Stage stage = scene.stage();
    long refusedBefore = stage.recorder().staleRefused();
    scene.victim().cut();
    List<Keys.Key> keys = scene.sections().stream().map(stage.keys()::first).toList();
    hammer =
        new Hammer(scene.victim(), keys, scene.table().version(), stage.calls(), stage.patience());
    stage
        .patience()
        .await(
            "the end of service of a node that is cut off",
            STOP_LIMIT,
            () -> stage.recorder().staleRefused() > refusedBefore);
    return stage.now();
  }

  @Override
  void endure(Scene scene, long beganNanos) throws Exception {
    Stage stage = scene.stage();
    // It stays so for another lease, or it has not stopped.
    stage.patience().until(stage.now() + stage.cluster().plan().lease().toNanos());
    if (hammer != null) {
      hammer.close();
    }
  }

  @Override
  void heal(Scene scene) {
    scene.victim().mend();
  }

  @Override
  void measure(Scene scene, Bite bite, boolean fenced, long beganNanos, long recoveredNanos)
      throws DrillFailedException {
    List<Seen> stale = Stale.calls(bite, beganNanos, recoveredNanos);
    scene.tally().count("stale calls", stale.size());
    scene.tally().count("stale calls refused", Stale.requireRefused(stale));
    double lastOk =
        stale.stream()
            .filter(Seen::isOk)
            .mapToDouble(seen -> (seen.call().startNanos() - beganNanos) / 1e6)
            .max()
            .orElse(0);
    scene
        .tally()
        .time(
            "cut to the begin of the last call that it served",
            Goal.max((double) scene.stage().cluster().plan().lease().toMillis()),
            lastOk);
  }
}
