package io.seqsvr.bench.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void isEvenAndDoesNotDriftByRounding() {
    Schedule schedule = new Schedule(7, 3); // a third of a second is no whole number

    assertThat(schedule.dueNanos(0)).isEqualTo(7);
    assertThat(schedule.dueNanos(1)).isEqualTo(7 + 333_333_333L);
    assertThat(schedule.dueNanos(3_000_000)).isEqualTo(7 + 1_000_000 * SECOND);
  }

  @Test
  void countsWhatIsDueBeforeATimeIsOver() {
    Schedule schedule = new Schedule(0, 500);

    assertThat(schedule.countWithin(10 * SECOND)).isEqualTo(5_000);
    assertThat(schedule.countWithin(1)).isEqualTo(1);
    assertThat(schedule.countWithin(0)).isZero();
    assertThat(schedule.dueNanos(schedule.countWithin(SECOND))).isGreaterThanOrEqualTo(SECOND);
    assertThat(schedule.dueNanos(schedule.countWithin(SECOND) - 1)).isLessThan(SECOND);
  }

  @Test
  void needsARate() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, 0));
  }
}
