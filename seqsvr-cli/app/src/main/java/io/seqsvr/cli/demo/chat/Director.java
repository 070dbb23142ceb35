package io.seqsvr.cli.demo.chat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hands the actions of a script to the lanes in their order, as fast as the service takes them: no
 * more than a number of them are under way at a time. Runs on one thread.
 */
final class Director {
  /** Longer than any send is tried: nothing moves any more. */
  private static final Duration STALL = Duration.ofMinutes(4);

  private static final long LOOK_MILLIS = 200;

  private final Lanes lanes;
  private final Devices devices;
  private final Sender sender;
  private final Cuts cuts;
  private final Board board;
  private final int inFlight;
  private final Semaphore permits;

  Director(Lanes lanes, Devices devices, Sender sender, Cuts cuts, Board board, int inFlight) {
    this.lanes = lanes;
    this.devices = devices;
    this.sender = sender;
    this.cuts = cuts;
    this.board = board;
    this.inFlight = inFlight;
    this.permits = new Semaphore(inFlight);
  }

  /** Returns when every action is done, or the run was abandoned. */
  void run(Script script, boolean chaos) throws InterruptedException {
    for (Action action : script.actions()) {
      if (!acquire(1)) {
        return;
      }
      if (chaos && action instanceof Action.Say say) {
        cuts.onMessage(say.message());
      }
      lanes.execute(action.user(), () -> perform(action));
    }
    acquire(inFlight);
  }

  private void perform(Action action) {
    Device device = devices.of(action.user());
    if (action instanceof Action.Say say) {
      sender.send(say, device, permits::release);
      return;
    }
    if (device != null && action instanceof Action.Come) {
      device.come();
    } else if (device != null) {
      device.leave();
    }
    permits.release();
  }

  private boolean acquire(int wanted) throws InterruptedException {
    for (long waited = 0; waited < STALL.toMillis(); waited += LOOK_MILLIS) {
      if (permits.tryAcquire(wanted, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (board.progress().isAbandoned()) {
        return false;
      }
    }
    lanes.fail(
        new IllegalStateException("nothing has moved for " + STALL.toMinutes() + " minutes"));
    return false;
  }
}
