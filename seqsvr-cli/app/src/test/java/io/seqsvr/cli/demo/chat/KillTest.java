package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hunts an outage that is measured too short. */
final class KillTest {
  @Test
  void messageThatWasUnderWayDoesNotEndTheOutage() {
    Kill kill = new Kill("alloc service", 100);
    kill.accepted(99, 101);

    assertThat(kill.outageNanos()).isEmpty();
  }

  @Test
  void firstMessageSentAfterTheKillEndsTheOutage() {
    Kill kill = new Kill("alloc service", 100);
    kill.accepted(150, 900);
    kill.accepted(140, 800);
    kill.accepted(170, 950);

    assertThat(kill.outageNanos()).hasValue(700);
  }
}
