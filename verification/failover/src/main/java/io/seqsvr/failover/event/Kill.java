package io.seqsvr.failover.event;

/** An owner is killed ({@code kill -9}) and started again afterwards. */
public final class Kill extends OwnerFault {
  @Override
  public String title() {
    return "owner killed";
  }

  @Override
  long strike(Scene scene, long beganNanos) {
    scene.victim().kill();
    return scene.stage().now();
  }

  @Override
  void endure(Scene scene, long beganNanos) {
    // There is nothing to wait for: it is dead.
  }

  @Override
  void heal(Scene scene) throws Exception {
    scene.victim().start();
  }

  @Override
  void measure(Scene scene, Bite bite, boolean fenced, long beganNanos, long recoveredNanos) {
    // What every lost owner has is all there is.
  }
}
