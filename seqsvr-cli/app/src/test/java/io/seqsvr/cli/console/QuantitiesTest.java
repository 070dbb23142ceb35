package io.seqsvr.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Hunts numbers that read differently in another country, or divide by nothing. */
final class QuantitiesTest {
  @Test
  void numbersReadTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Quantities.count(1_234_567)).isEqualTo("1 234 567");
      assertThat(Quantities.duration(1_234_567)).isEqualTo("1.23 ms");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void durationsChangeTheirUnitAtOneSecond() {
    assertThat(Quantities.duration(0)).isEqualTo("0.00 ms");
    assertThat(Quantities.duration(999_000_000)).isEqualTo("999.00 ms");
    assertThat(Quantities.duration(1_000_000_000)).isEqualTo("1.00 s");
  }

  @Test
  void ratesAndSharesSurviveNothing() {
    assertThat(Quantities.rate(10, 0)).isEqualTo("0");
    assertThat(Quantities.rate(3, 2_000_000_000)).isEqualTo("2");
    assertThat(Quantities.percent(999, 1000)).isEqualTo("99 %");
    assertThat(Quantities.percent(0, 0)).isEqualTo("100 %");
  }
}
