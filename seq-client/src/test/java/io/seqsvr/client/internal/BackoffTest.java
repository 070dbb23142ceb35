package io.seqsvr.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The bounds of every wait, with the luckiest and the unluckiest draw. */
class BackoffTest {
  private final Backoff shortest = new Backoff(bound -> 0);
  private final Backoff longest = new Backoff(bound -> bound - 1);

  private static LongStream millis(Backoff backoff) {
    return LongStream.rangeClosed(1, 8)
        .map(n -> Math.round(backoff.delayNanos((int) n, Duration.ZERO) / 1e6));
  }

  @Test
  void waitsDoubleUpToABoundWithHalfOfEachAtRandom() {
    assertThat(millis(shortest)).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 160L, 160L);
    assertThat(millis(longest)).containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 320L, 320L);
  }

  private static LongStream pauses(Backoff backoff) {
    return LongStream.of(1, 2, 3, 4, 40, 41, 42, 43, 44, 1_000)
        .map(n -> Math.round(backoff.pauseNanos((int) n, Duration.ZERO) / 1e6));
  }

  @Test
  void aSectionIsAskedForQuicklyForASecondAndThenEverMoreSlowly() {
    assertThat(pauses(shortest))
        .containsExactly(5L, 10L, 15L, 15L, 15L, 30L, 60L, 120L, 160L, 160L);
    assertThat(pauses(longest))
        .containsExactly(10L, 20L, 30L, 30L, 30L, 60L, 120L, 240L, 320L, 320L);
    assertThat(shortest.pauseNanos(1, Duration.ofMillis(200))).isEqualTo(205_000_000);
  }

  @Test
  void theHintIsAFloorWithTheJitterOnTop() {
    Duration hint = Duration.ofMillis(200);

    assertThat(shortest.delayNanos(1, hint)).isEqualTo(205_000_000);
    assertThat(longest.delayNanos(1, hint)).isBetween(209_000_000L, 210_000_000L);
  }

  @Test
  void oddHintsAndCountsNeverOverflow() {
    assertThat(longest.delayNanos(Integer.MAX_VALUE, Duration.ofSeconds(Long.MAX_VALUE)))
        .isPositive();
    assertThat(shortest.delayNanos(0, Duration.ofSeconds(-1))).isEqualTo(5_000_000);
  }
}
