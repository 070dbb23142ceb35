package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Hunts events that fall out of a long run's picture. */
final class TimelineTest {
  private static final long ORIGIN = -5;

  private final Timeline timeline = new Timeline(ORIGIN);

  @Test
  void eventsFallIntoTheirSlices() {
    timeline.accepted(ORIGIN);
    timeline.shown(ORIGIN + TimeUnit.MILLISECONDS.toNanos(600));
    timeline.delivered(ORIGIN + TimeUnit.MILLISECONDS.toNanos(600), 2_000_000);

    assertThat(timeline.slices()).hasSize(3);
    assertThat(timeline.slices().get(0).accepted()).isEqualTo(1);
    assertThat(timeline.slices().get(1).shown()).isZero();
    assertThat(timeline.slices().get(2).shown()).isEqualTo(1);
    assertThat(timeline.slices().get(2).endToEndNanos(99)).isBetween(1_990_000L, 2_010_000L);
  }

  @Test
  void longRunHasWiderSlicesAndLosesNothing() {
    long second = TimeUnit.SECONDS.toNanos(1);
    for (int i = 0; i < 2_000; i++) {
      timeline.accepted(ORIGIN + i * second);
      timeline.delivered(ORIGIN + i * second, 1_000);
    }

    assertThat(timeline.slices().size()).isBetween(Timeline.SLICES / 2, Timeline.SLICES);
    assertThat(timeline.slices().stream().mapToLong(Timeline.Slice::accepted).sum())
        .isEqualTo(2_000);
    assertThat(timeline.slices()).allMatch(slice -> slice.endToEndNanos(50) > 0);
    assertThat(timeline.widthNanos()).isEqualTo(8 * second);
  }
}
