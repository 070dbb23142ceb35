package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Hunts everything that S1 to S6 forbid, with the real classes from {@link Allocator} to the
 * store's interface: a plain model knows for each conversation the one seq that must come next.
 *
 * <p>A failure names its seeds. {@code -Dseqsvr.test.model.seed=N} plays one of them alone, {@code
 * -Dseqsvr.test.model.seeds=N} plays more than the usual number.
 */
class AllocatorModelTest {
  private static final int USUAL_SEEDS = 250;
  private static final int TURNS = 6_000;
  private static final int SHOWN = 3;

  @Test
  void everyCallGetsTheOneSeqThatThePromisesAllow() {
    Integer alone = Integer.getInteger("seqsvr.test.model.seed");
    int seeds = alone == null ? Integer.getInteger("seqsvr.test.model.seeds", USUAL_SEEDS) : 1;
    List<String> broken = new ArrayList<>();
    Map<String, Long> seen = new TreeMap<>();
    for (int i = 0; i < seeds; i++) {
      int seed = alone == null ? i : alone;
      ModelRun run = new ModelRun(seed);
      try {
        run.play(TURNS);
      } catch (AssertionError | RuntimeException e) {
        if (alone != null) {
          throw e;
        }
        broken.add("-Dseqsvr.test.model.seed=" + seed + ": " + e);
      }
      run.model.seen().forEach((what, times) -> seen.merge(what, times, Long::sum));
    }
    assertThat(broken.stream().limit(SHOWN).toList())
        .as("%d of %d seeds break a promise", broken.size(), seeds)
        .isEmpty();
    if (alone == null) {
      assertThat(seen.get("call served")).isGreaterThan(seeds * (long) TURNS / 4);
      assertThat(seen)
          .containsKeys(
              "answer that nobody waits for",
              "call served above the section's ceiling",
              "call served that a former owner had begun",
              "ceiling of its own confirmed",
              "clean change",
              "clean change with a late new generation",
              "jump of one with a row",
              "jump of one without a row",
              "new generation",
              "raise above the section's ceiling",
              "refused: OVERLOADED",
              "refused: STORE_UNAVAILABLE",
              "unclean change",
              "unclean change with a late new generation",
              "wish repeated");
    }
  }
}
