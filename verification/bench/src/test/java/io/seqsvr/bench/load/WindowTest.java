package io.seqsvr.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seqsvr.bench.result.Figures;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final Offset<Double> DIGITS = within(0.01);
  private static final long MILLI = 1_000_000L;

  /** Near the end of the range: readings may overflow. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5 * MILLI);

  private final Window window =
      new Window(nanos::get, new Timing(Duration.ofMillis(10), Duration.ofMillis(100)));

  @Test
  void countsWhatEndsInTheMeasuredTime() {
    long start = window.now();
    nanos.addAndGet(9 * MILLI);
    window.ended(start); // in the warm-up
    nanos.addAndGet(MILLI);
    window.ended(start); // with its first moment
    nanos.addAndGet(99 * MILLI);
    window.ended(nanos.get() - 2 * MILLI); // 1 ms before its end
    assertThat(window.isOpen()).isTrue();
    nanos.addAndGet(MILLI);
    window.ended(start); // with the first moment after it
    assertThat(window.isOpen()).isFalse();

    Figures figures = window.figures("");
    assertThat(figures.samples()).isEqualTo(2);
    assertThat(figures.perSecond()).isCloseTo(20, DIGITS);
    assertThat(figures.p50Millis()).isCloseTo(2, DIGITS);
    assertThat(figures.maxMillis()).isCloseTo(10, DIGITS);
  }

  @Test
  void percentilesAreThoseOfTheSamples() {
    nanos.addAndGet(50 * MILLI);
    for (int i = 1; i <= 1_000; i++) {
      window.ended(nanos.get() - i * MILLI);
    }

    Figures figures = window.figures("");
    assertThat(figures.p50Millis()).isCloseTo(500, within(1.0));
    assertThat(figures.p99Millis()).isCloseTo(990, within(1.0));
    assertThat(figures.p999Millis()).isCloseTo(999, within(1.0));
  }
}
