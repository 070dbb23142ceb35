package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.RunProgress;
import java.io.IOException;

/** Kills beside a replay, on a thread of their own; a failure of one ends the replay. */
final class KillThread {
  private final Thread thread;

  private KillThread(Thread thread) {
    this.thread = thread;
  }

  static KillThread start(Kills kills, RunProgress progress, ProgressDisplay display, Lanes lanes) {
    Thread thread =
        new Thread(
            () -> {
              try {
                kills.run(progress, display);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                lanes.fail(e);
              } catch (CommandFailedException | IOException | RuntimeException | Error e) {
                lanes.fail(e);
              }
            },
            "seqsvr-chaos");
    thread.setDaemon(true);
    thread.start();
    return new KillThread(thread);
  }

  /** Waits until what was killed is back. */
  void join() throws InterruptedException {
    thread.join();
  }
}
