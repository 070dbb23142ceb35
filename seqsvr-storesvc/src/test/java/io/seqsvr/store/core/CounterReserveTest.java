package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import org.junit.jupiter.api.Test;

/** Every answer to a reservation for a hot counter, around the base of its section. */
final class CounterReserveTest {
  private static final long HASH = -77;
  private static final SectionRow SECTION =
      new SectionRow(3, 5, "a".repeat(32), 1_000, 1_200, "1".repeat(32));

  private static CounterReserve reserve(long expected, long next) {
    return new CounterReserve(3, 5, HASH, expected, next, false);
  }

  @Test
  void makesTheCounter() {
    assertWritten(reserve(0, 1_300).decide(SECTION, 0));
  }

  @Test
  void raisesTheCounter() {
    assertWritten(reserve(1_300, 1_400).decide(SECTION, 1_300));
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    assertAlreadyDone(reserve(0, 1_300).decide(SECTION, 1_300));
    assertAlreadyDone(reserve(1_300, 1_400).decide(SECTION, 1_400));
    assertAlreadyDone(reserve(900, 1_300).decide(SECTION, 1_300));
  }

  @Test
  void whatLiesAtOrBelowTheBaseCountsAsNoneOnBothSides() {
    for (long expected : new long[] {0, 1, 999, 1_000}) {
      for (long stored : new long[] {0, 1, 999, 1_000}) {
        assertWritten(reserve(expected, 1_300).decide(SECTION, stored));
      }
    }
    assertRefused(
        reserve(1_001, 1_300).decide(SECTION, 1_000), ErrorReason.STORE_WENT_BACK, 1_001, 0);
    assertRefused(reserve(1_000, 1_300).decide(SECTION, 1_001), ErrorReason.NOT_OWNER, 0, 1_001);
  }

  @Test
  void otherCeilingIsRefused() {
    assertRefused(
        reserve(1_300, 1_400).decide(SECTION, 1_350), ErrorReason.NOT_OWNER, 1_300, 1_350);
    assertRefused(
        reserve(1_300, 1_400).decide(SECTION, 1_401), ErrorReason.NOT_OWNER, 1_300, 1_401);
  }

  @Test
  void lowerCeilingMeansThatTheStoreWentBack() {
    assertRefused(
        reserve(1_300, 1_400).decide(SECTION, 1_299), ErrorReason.STORE_WENT_BACK, 1_300, 1_299);
    assertRefused(reserve(1_300, 1_400).decide(SECTION, 0), ErrorReason.STORE_WENT_BACK, 1_300, 0);
  }

  @Test
  void otherEpochIsRefusedWhateverTheCeiling() {
    for (long stored : new long[] {0, 1_300, 1_400, 1_500}) {
      for (boolean raise : new boolean[] {false, true}) {
        assertThat(reason(new CounterReserve(3, 4, HASH, 1_300, 1_400, raise), stored))
            .isEqualTo(ErrorReason.NOT_OWNER);
        assertThat(reason(new CounterReserve(3, 6, HASH, 1_300, 1_400, raise), stored))
            .isEqualTo(ErrorReason.STORE_WENT_BACK);
      }
    }
  }

  @Test
  void sectionWithoutOwnerIsRefused() {
    SectionRow free = new SectionRow(3, 5, "", 1_000, 1_200, "");
    assertThat(reserve(0, 1_300).decide(free, 0).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.NOT_OWNER));
  }

  @Test
  void newCeilingIsWithinReach() {
    String range = "at most 1000001200";
    assertInvalid(reserve(0, 1_000_001_201).decide(SECTION, 0), "new_max_seq", range, "1000001201");
    assertWritten(reserve(0, 1_001).decide(SECTION, 0));
    assertWritten(reserve(0, 1_000_001_200).decide(SECTION, 0));
    assertWritten(reserve(5_000, 1_000_005_000).decide(SECTION, 5_000));
    assertInvalid(
        reserve(5_000, 1_000_005_001).decide(SECTION, 5_000),
        "new_max_seq",
        "at most 1000005000",
        "1000005001");
  }

  @Test
  void raiseTakesTheUpperLimitAwayAndNothingElse() {
    assertWritten(new CounterReserve(3, 5, HASH, 0, Long.MAX_VALUE, true).decide(SECTION, 0));
    assertRefused(
        new CounterReserve(3, 5, HASH, 0, Long.MAX_VALUE, true).decide(SECTION, 1_300),
        ErrorReason.NOT_OWNER,
        0,
        1_300);
  }

  @Test
  void theBaseStandsForALowerCeiling() {
    for (long stored : new long[] {0, 900, 1_300}) {
      CounterReserve.Result passed = reserve(0, 1_000).decide(SECTION, stored);
      assertThat(passed.refusal()).isEmpty();
      assertThat(passed.isWrite()).isFalse();
    }
  }

  @Test
  void numbersDoNotWrap() {
    long nearEnd = Long.MAX_VALUE - 10;
    SectionRow full = new SectionRow(3, 5, "a".repeat(32), nearEnd, Long.MAX_VALUE, "");
    assertWritten(reserve(0, Long.MAX_VALUE).decide(full, 0));
    assertWritten(reserve(nearEnd + 1, Long.MAX_VALUE).decide(full, nearEnd + 1));
    assertWritten(reserve(nearEnd, Long.MAX_VALUE).decide(SECTION, nearEnd));
  }

  private static ErrorReason reason(CounterReserve reserve, long stored) {
    return reserve.decide(SECTION, stored).refusal().orElseThrow().reason();
  }

  private static void assertWritten(CounterReserve.Result result) {
    assertThat(result.refusal()).isEmpty();
    assertThat(result.isWrite()).isTrue();
  }

  private static void assertAlreadyDone(CounterReserve.Result result) {
    assertThat(result.refusal()).isEmpty();
    assertThat(result.isWrite()).isFalse();
  }

  private static void assertRefused(
      CounterReserve.Result result, ErrorReason reason, long expected, long actual) {
    assertThat(result.isWrite()).isFalse();
    assertThat(result.refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.metadata())
                  .containsEntry("section", "3")
                  .containsEntry("hash", "-77")
                  .containsEntry("expected", Long.toString(expected))
                  .containsEntry("actual", Long.toString(actual));
            });
  }
}
