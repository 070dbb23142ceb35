package io.seqsvr.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hunts a stop that is lost, comes twice, or closes what is still being started. */
@Timeout(20)
final class ServerRunTest {
  private static final TierPlan PLAN =
      new TierPlan.Single(TierPlan.Tier.STORE, null, java.util.List.of());

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
          false);
  private final FakeTiers tiers = new FakeTiers();

  private static final class FakeTiers implements Tiers {
    final CompletableFuture<Void> failure = new CompletableFuture<>();
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public String readyText() {
      return "store=1.2.3.4:5";
    }

    @Override
    public CompletableFuture<Void> failure() {
      return failure;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void servesUntilStoppedAndClosesOnce() throws Exception {
    CompletableFuture<ServerRun> running = new CompletableFuture<>();
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(
            () -> {
              ServerRun run = new ServerRun(plan -> tiers, console);
              running.complete(run);
              return run(run);
            });
    ServerRun run = running.get();
    run.stop();
    run.stop();

    assertThat(exitCode.get()).isEqualTo(ExitCode.DONE);
    // A stop before the launch spares it; else what was launched is closed.
    boolean launched = out.toString(StandardCharsets.UTF_8).equals("READY store=1.2.3.4:5\n");
    assertThat(tiers.closed).hasValue(launched ? 1 : 0);
  }

  @Test
  void stopAfterReadyEndsIt() throws Exception {
    CountDownLatch launched = new CountDownLatch(1);
    CompletableFuture<ServerRun> running = new CompletableFuture<>();
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(
            () -> {
              ServerRun run =
                  new ServerRun(
                      plan -> {
                        launched.countDown();
                        return tiers;
                      },
                      console);
              running.complete(run);
              return run(run);
            });
    launched.await();
    running.get().stop();

    assertThat(exitCode.get()).isEqualTo(ExitCode.DONE);
    assertThat(tiers.closed).hasValue(1);
  }

  @Test
  void stopInterruptsALaunch() throws Exception {
    CountDownLatch launching = new CountDownLatch(1);
    CompletableFuture<ServerRun> running = new CompletableFuture<>();
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(
            () -> {
              ServerRun run =
                  new ServerRun(
                      plan -> {
                        launching.countDown();
                        new CountDownLatch(1).await();
                        return tiers;
                      },
                      console);
              running.complete(run);
              return run(run);
            });
    launching.await();
    running.get().stop();

    assertThat(exitCode.get()).isEqualTo(ExitCode.DONE);
    assertThat(out.size()).isZero();
  }

  @Test
  void failureOfAnInterruptedLaunchIsNoFailure() throws Exception {
    CompletableFuture<ServerRun> running = new CompletableFuture<>();
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(
            () -> {
              ServerRun run =
                  new ServerRun(
                      plan -> {
                        try {
                          new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                          throw new CommandFailedException("closed by interrupt", e);
                        }
                        return tiers;
                      },
                      console);
              running.complete(run);
              return run(run);
            });
    running.get().stop();

    assertThat(exitCode.get()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void launchThatFailsIsReported() {
    ServerRun run =
        new ServerRun(
            plan -> {
              throw new CommandFailedException("port 7101 (store) is taken");
            },
            console);

    assertThatThrownBy(() -> run.run(PLAN)).hasMessage("port 7101 (store) is taken");
  }

  @Test
  void tiersThatBreakDownEndTheRunAndAreClosed() {
    tiers.failure.completeExceptionally(new IllegalStateException("two clusters have met"));
    ServerRun run = new ServerRun(plan -> tiers, console);

    assertThatThrownBy(() -> run.run(PLAN))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("cannot go on: two clusters have met");
    assertThat(tiers.closed).hasValue(1);
  }

  private static int run(ServerRun run) {
    try {
      return run.run(PLAN);
    } catch (CommandFailedException e) {
      throw new IllegalStateException(e);
    }
  }
}
