package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hunts an outage that is measured too short. */
final class KillTest {
  @Test
  void messageThatWasUnderWayDoesNotEndTheOutage() {
    Kill kill = new Kill("alloc service", 100, "c"::equals);
    kill.accepted("c", 99, 101);

    assertThat(kill.outageNanos()).isEmpty();
  }

  @Test
  void firstMessageSentAfterTheKillEndsTheOutage() {
    Kill kill = new Kill("alloc service", 100, "c"::equals);
    kill.accepted("c", 150, 900);
    kill.accepted("c", 140, 800);
    kill.accepted("c", 170, 950);

    assertThat(kill.outageNanos()).hasValue(700);
  }

  @Test
  void messageThatDidNotNeedTheVictimDoesNotEndTheOutage() {
    Kill kill = new Kill("alloc-1", 100, "c"::equals);
    kill.accepted("d", 110, 120);

    assertThat(kill.outageNanos()).isEmpty();
  }
}
