package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.demo.stage.RunProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that keep the order of each user: one for every user with a device, who may have to wait
 * for it, and some that the others share. Thread-safe.
 *
 * <p>Queues are as long as whoever hands tasks in lets them become.
 */
final class Lanes implements AutoCloseable {
  private static final int SHARED = 16;

  private final Map<String, ExecutorService> own = new HashMap<>();
  private final List<ExecutorService> shared = new ArrayList<>();
  private final RunProgress progress;
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();

  Lanes(Set<String> usersWithDevices, RunProgress progress) {
    this.progress = progress;
    usersWithDevices.forEach(user -> own.put(user, newLane("seqsvr-user-" + user)));
    for (int i = 0; i < SHARED; i++) {
      shared.add(newLane("seqsvr-users-" + i));
    }
  }

  /** Runs a task of a user, after all before it; a failure of it ends the run. */
  void execute(String user, Runnable task) {
    ExecutorService lane = own.get(user);
    run(lane == null ? sharedLane(user.hashCode()) : lane, task);
  }

  /** Runs a task that needs no order. */
  void executeAside(int number, Runnable task) {
    run(sharedLane(number), task);
  }

  /** What the first failed task failed with. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(firstFailure.get());
  }

  /** Notes a failure and ends the run. */
  void fail(Throwable failure) {
    firstFailure.compareAndSet(null, failure);
    progress.abandon();
  }

  @Override
  public void close() {
    own.values().forEach(ExecutorService::shutdownNow);
    shared.forEach(ExecutorService::shutdownNow);
  }

  private void run(ExecutorService lane, Runnable task) {
    try {
      lane.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException | Error e) {
              fail(e);
            }
          });
    } catch (RejectedExecutionException closed) {
      fail(closed);
    }
  }

  private ExecutorService sharedLane(int number) {
    return shared.get(Math.floorMod(number, SHARED));
  }

  private static ExecutorService newLane(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
