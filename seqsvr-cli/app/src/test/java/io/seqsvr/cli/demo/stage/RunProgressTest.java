package io.seqsvr.cli.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hunts a wait that misses its word. */
@Timeout(20)
final class RunProgressTest {
  @Test
  void waitEndsWithTheMessageThatReachesTheNumber() throws Exception {
    RunProgress progress = new RunProgress(1_000_000);
    for (int round = 1; round <= 200; round++) {
      int target = round * 10;
      CompletableFuture<Void> caller =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 10; i++) {
                  progress.servedOne();
                }
              });
      progress.awaitServed(target);
      assertThat(progress.served()).isGreaterThanOrEqualTo(target);
      caller.get();
    }
  }

  @Test
  void waitEndsWithTheTime() throws Exception {
    new RunProgress(10).awaitServed(1, TimeUnit.MILLISECONDS.toNanos(5));
  }

  @Test
  void abandonedRunWaitsForNothing() throws Exception {
    RunProgress progress = new RunProgress(10);
    CompletableFuture<Boolean> pause =
        CompletableFuture.supplyAsync(() -> progress.pause(TimeUnit.HOURS.toNanos(1)));
    progress.abandon();

    assertThat(pause.get()).isFalse();
    progress.awaitServed(1);
    assertThat(progress.isAbandoned()).isTrue();
  }

  @Test
  void pauseThatIsNotDisturbedGoesOn() {
    assertThat(new RunProgress(10).pause(TimeUnit.MILLISECONDS.toNanos(1))).isTrue();
  }
}
