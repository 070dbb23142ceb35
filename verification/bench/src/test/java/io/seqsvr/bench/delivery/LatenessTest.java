package io.seqsvr.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenessTest {
  private static final long MILLI = 1_000_000L;

  private final Lateness lateness = new Lateness();

  @Test
  void aScheduleIsKeptThoughASendOrTwoWasLate() {
    for (int i = 0; i < 999; i++) {
      lateness.add(-5);
    }
    lateness.add(100 * MILLI);

    assertThat(lateness.isKept(0)).isTrue();
    assertThat(lateness.text(0))
        .isEqualTo("schedule kept: sends late by 0.0 ms at p99, 100.0 ms at most");
  }

  @Test
  void aSenderThatFallsBehindDoesNotKeepIt() {
    for (int i = 0; i < 100; i++) {
      lateness.add(i * MILLI);
    }

    assertThat(lateness.isKept(0)).isFalse();
    assertThat(lateness.text(0)).startsWith("SCHEDULE NOT KEPT: ");
  }

  @Test
  void aRefusedSendBreaksIt() {
    lateness.add(0);

    assertThat(lateness.isKept(1)).isFalse();
    assertThat(lateness.text(1)).endsWith(", 1 refused");
  }
}
