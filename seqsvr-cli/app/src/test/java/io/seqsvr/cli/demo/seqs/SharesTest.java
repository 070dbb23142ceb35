package io.seqsvr.cli.demo.seqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hunts a message that two callers serve, or none, and a caller that two groups would hold up. */
final class SharesTest {
  private static final int MESSAGES = 1_000;

  @ParameterizedTest
  @CsvSource({"1", "3", "64", "2000"})
  void inTurnServesEachOnce(int callers) {
    assertThat(all(Shares.inTurn(MESSAGES, callers), callers)).isEqualTo(messages());
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "4, 3", "5, 3", "64, 3", "64, 1", "8, 8", "2000, 7"})
  void byGroupServesEachOnceAndMixesNoGroups(int callers, int groups) {
    Shares shares = Shares.byGroup(MESSAGES, callers, message -> "g" + message * 7 % groups);

    assertThat(all(shares, callers)).isEqualTo(messages());
    for (int caller = 0; caller < callers; caller++) {
      assertThat(of(shares, caller).stream().map(message -> message * 7 % groups).distinct())
          .as("groups of caller " + caller)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void groupWithoutACallerIsRefused() {
    assertThatThrownBy(() -> Shares.byGroup(MESSAGES, 2, message -> "g" + message % 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("callers must be >= 3: 2");
  }

  private static List<Integer> of(Shares shares, int caller) {
    List<Integer> messages = new ArrayList<>();
    shares.of(caller).forEachRemaining((int message) -> messages.add(message));
    assertThat(messages).isSorted();
    return messages;
  }

  private static List<Integer> all(Shares shares, int callers) {
    return IntStream.range(0, callers)
        .boxed()
        .flatMap(caller -> of(shares, caller).stream())
        .sorted()
        .toList();
  }

  private static List<Integer> messages() {
    return IntStream.range(0, MESSAGES).boxed().toList();
  }
}
