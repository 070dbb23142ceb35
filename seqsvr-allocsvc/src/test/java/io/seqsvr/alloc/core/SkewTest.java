package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hunts busy conversations that carry their quiet neighbours with them: with any skew a crash or a
 * re-base moves a conversation without a row by a step at most, one with a row by what is reserved
 * for it, and a hand-over nobody. The bounds are checked in {@link SkewRun}, for each conversation.
 */
class SkewTest {
  @ParameterizedTest
  @CsvSource({"0, 65536", "0.8, 65536", "1.0, 65536", "1.2, 65536", "0.8, 8192", "1.0, 8192"})
  void nobodyJumpsForHisNeighbours(double exponent, int maxSlots) {
    for (int seed = 1; seed <= 3; seed++) {
      SkewRun run =
          new SkewRun(
              new SkewRun.Setup(
                  seed,
                  20_000,
                  exponent,
                  150_000,
                  20_000,
                  6,
                  maxSlots,
                  new ReservePolicy(200, 20_000)));
      assertThat(run.play()).as("seed %d", seed).hasSize(2);
      assertThat(run.rebases() > 0).as("seed %d", seed).isEqualTo(maxSlots < 20_000);
    }
  }
}
