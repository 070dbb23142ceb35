package io.seqsvr.failover.event;

import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.zookeeper.Ensemble;
import io.seqsvr.failover.zookeeper.Peer;
import java.time.Duration;

/** The leader of the ZooKeeper ensemble is killed ({@code kill -9}). */
public final class LeaderKill extends CalmFault {
  /** How long the ensemble goes on with two servers, from the election of the next leader on. */
  private static final Duration AFTER_ELECTION = Duration.ofSeconds(2);

  @Override
  public String title() {
    return "ZooKeeper leader killed";
  }

  @Override
  void strikeAndEndure(Stage stage, int turn) throws Exception {
    Ensemble ensemble = stage.cluster().ensemble();
    Peer leader = ensemble.awaitLeader();
    leader.kill();
    leader.killAndWait();
    Peer next = ensemble.awaitLeader();
    if (next.id() == leader.id()) {
      throw new DrillFailedException("the fault did not bite: " + leader + " leads again");
    }
    stage.patience().until(stage.now() + AFTER_ELECTION.toNanos());
  }

  @Override
  void heal(Stage stage, int turn) throws Exception {
    stage.cluster().ensemble().restartAll();
  }
}
