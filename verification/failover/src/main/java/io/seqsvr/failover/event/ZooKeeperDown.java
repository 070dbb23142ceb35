package io.seqsvr.failover.event;

import java.time.Duration;

/** All servers of the ZooKeeper ensemble are killed, and stay down for a while. */
public final class ZooKeeperDown extends CalmFault {
  private final Duration length;

  /** Outages of a length. */
  public ZooKeeperDown(Duration length) {
    this.length = length;
  }

  @Override
  public String title() {
    return "ZooKeeper down for " + length.toMillis() / 1_000.0 + " s";
  }

  @Override
  void strikeAndEndure(Stage stage, int turn) throws Exception {
    long began = stage.now();
    stage.cluster().ensemble().killAll();
    stage.patience().until(began + length.toNanos());
  }

  @Override
  void heal(Stage stage, int turn) throws Exception {
    stage.cluster().ensemble().restartAll();
  }
}
