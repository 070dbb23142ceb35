package io.seqsvr.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hunts tasks that wait behind one that blocks, and a thread for each of many. */
class StageRunnerTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final StageRunner runner = new StageRunner(threads);

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  @Test
  void aTaskThatBlocksHoldsUpNoOther() throws InterruptedException {
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(20);
    CountDownLatch done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      runner.execute(
          () -> {
            blocked.countDown();
            awaitQuietly(open);
          });
      runner.execute(done::countDown);
    }

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
    open.countDown();
  }

  @Test
  void manyShortTasksNeedFewThreads() throws InterruptedException {
    int tasks = 20_000;
    CountDownLatch done = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      runner.execute(done::countDown);
    }

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(((ThreadPoolExecutor) threads).getLargestPoolSize()).isLessThan(200);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
