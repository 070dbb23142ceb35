package io.seqsvr.failover.event;

import java.time.Duration;

/** The store tier and the database are killed, in turns one or the other, and stay down a while. */
public final class StoreDown extends CalmFault {
  private final Duration length;

  /** Outages of a length. */
  public StoreDown(Duration length) {
    this.length = length;
  }

  @Override
  public String title() {
    return "store or database down for " + length.toMillis() / 1_000.0 + " s";
  }

  @Override
  void strikeAndEndure(Stage stage, int turn) throws Exception {
    long began = stage.now();
    if (isDatabase(turn)) {
      stage.cluster().database().kill();
    } else {
      stage.cluster().stores().kill();
    }
    stage.patience().until(began + length.toNanos());
  }

  @Override
  void heal(Stage stage, int turn) throws Exception {
    if (isDatabase(turn)) {
      stage.cluster().database().restart();
    } else {
      stage.cluster().stores().start();
    }
  }

  private static boolean isDatabase(int turn) {
    return turn % 2 == 0;
  }
}
