package io.seqsvr.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts a text that means other sections than its reader thinks. */
final class SectionRangeTest {
  @Test
  void oneSomeAndAll() {
    assertThat(SectionRange.parse("7")).contains(new SectionRange(7, 7));
    assertThat(SectionRange.parse("0-15")).contains(new SectionRange(0, 15));
    assertThat(SectionRange.parse("3-3")).contains(new SectionRange(3, 3));
    SectionRange all = SectionRange.parse("all").orElseThrow();
    assertThat(all.first()).isZero();
    assertThat(all.lastOf(1_024)).isEqualTo(1_023);
    assertThat(new SectionRange(3, 99_999).lastOf(1_024))
        .as("the store refuses it")
        .isEqualTo(99_999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "a", "-1", "1-", "5-4", "1-2-3", "1,2", "100000", " 1", "ALL"})
  void anythingElseIsNone(String text) {
    assertThat(SectionRange.parse(text)).isEmpty();
  }
}
