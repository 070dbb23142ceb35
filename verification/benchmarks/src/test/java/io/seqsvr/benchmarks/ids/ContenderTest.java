package io.seqsvr.benchmarks.ids;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hunts contenders that do less than they should, or count it wrongly. */
@Timeout(60)
class ContenderTest {
  private static final byte[][] THREE = {bytes("a"), bytes("b"), bytes("grüße")};

  @ParameterizedTest
  @EnumSource(
      value = Contender.class,
      names = {"SEQSVR", "MAP", "COSID_SEGMENT_PER_KEY", "COSID_CHAIN_PER_KEY"})
  void eachConversationCountsForItself(Contender contender) throws Exception {
    try (IdSource source = contender.open(THREE.length, Duration.ZERO)) {
      for (byte[] conversation : THREE) {
        assertThat(source.next(conversation)).isEqualTo(1);
        assertThat(source.next(conversation)).isEqualTo(2);
      }
      long[] ids = new long[THREE.length];
      assertThat(source.nextOfEach(THREE, ids)).isEqualTo(3);
      assertThat(ids).containsExactly(3, 3, 3);
      assertThat(source.issued(THREE)).hasValue(9);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Contender.class,
      names = {"ATOMIC_LONG", "COSID_SEGMENT", "COSID_CHAIN"})
  void oneObjectCountsForAll(Contender contender) throws Exception {
    try (IdSource source = contender.open(1, Duration.ZERO)) {
      assertThat(source.next(THREE[0])).isEqualTo(1);
      assertThat(source.next(THREE[1])).isEqualTo(2);
      assertThat(source.issued(THREE)).hasValue(2);
    }
  }

  /** Past several segments, steps and ceilings; whoever refuses is asked again. */
  @ParameterizedTest
  @EnumSource(value = Contender.class, mode = EnumSource.Mode.EXCLUDE, names = "BASELINE")
  void manyIdsAscendAndAreCounted(Contender contender) throws Exception {
    int wanted = 60_000;
    byte[][] one = {THREE[0]};
    try (IdSource source = contender.open(1, Duration.ZERO)) {
      long last = 0;
      int issued = 0;
      while (issued < wanted) {
        long id = source.next(one[0]);
        if (id != IdSource.REFUSED) {
          assertThat(id).isGreaterThan(last);
          last = id;
          issued++;
        }
      }
      assertThat(source.issued(one)).hasValue(wanted);
    }
  }

  /** A conversation far above its section's ceiling has reserved something for itself. */
  @Test
  void ourStoreCallsAndUnusedIdsAreTold() throws Exception {
    try (IdSource source = Contender.SEQSVR.open(1, Duration.ZERO)) {
      int issued = 0;
      while (issued < 60_000) {
        issued += source.next(THREE[0]) == IdSource.REFUSED ? 0 : 1;
      }
      assertThat(source.facts().storeCalls()).isPositive();
      assertThat(source.facts().unusedIds()).isBetween(0L, 1_000_000L);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
