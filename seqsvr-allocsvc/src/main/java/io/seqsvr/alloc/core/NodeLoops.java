package io.seqsvr.alloc.core;

import io.seqsvr.cluster.core.Loop;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The threads of one node.
 *
 * @param lease renews and does nothing else, so that nothing delays it; never blocks
 * @param cluster watches leases and keeps the table; never blocks
 * @param ownership acquires sections and gives them back; blocks while the store answers
 * @param reservations reserves; blocks while the store answers
 * @param end stops them all; what has not begun never does
 */
public record NodeLoops(Loop lease, Loop cluster, Loop ownership, Loop reservations, Runnable end) {

  /** Loops on threads of their own. */
  public static NodeLoops ofThreads() {
    List<ScheduledExecutorService> threads =
        Stream.of("seqsvr-lease", "seqsvr-cluster", "seqsvr-ownership", "seqsvr-reserve")
            .map(NodeLoops::thread)
            .toList();
    return new NodeLoops(
        new ThreadLoop(threads.get(0)),
        new ThreadLoop(threads.get(1)),
        new ThreadLoop(threads.get(2)),
        new ThreadLoop(threads.get(3)),
        () -> threads.forEach(ScheduledExecutorService::shutdownNow));
  }

  /** The same loops, with tasks that end with their failure told. */
  NodeLoops guardedBy(Consumer<Throwable> unexpected) {
    return new NodeLoops(
        new GuardedLoop(lease, unexpected),
        new GuardedLoop(cluster, unexpected),
        new GuardedLoop(ownership, unexpected),
        new GuardedLoop(reservations, unexpected),
        end);
  }

  /** A loop whose tasks do not fail in silence. Thread-safe. */
  private record GuardedLoop(Loop loop, Consumer<Throwable> unexpected) implements Loop {
    @Override
    public void execute(Runnable task) {
      loop.execute(() -> run(task));
    }

    @Override
    public void after(long delayNanos, Runnable task) {
      loop.after(delayNanos, () -> run(task));
    }

    private void run(Runnable task) {
      try {
        task.run();
      } catch (Throwable e) {
        unexpected.accept(e);
      }
    }
  }

  /** A loop on one thread. Thread-safe. */
  private record ThreadLoop(ScheduledExecutorService thread) implements Loop {
    @Override
    public void execute(Runnable task) {
      after(0, task);
    }

    @Override
    public void after(long delayNanos, Runnable task) {
      try {
        var unused = thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException ended) {
        if (!thread.isShutdown()) {
          throw ended;
        }
      }
    }
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
