package io.seqsvr.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Workload;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Hunts rounds that measure something twice, or peers far apart in time. */
class PlanTest {
  private static final List<Measurement> ALL = Plan.of(Pattern.compile(""));

  @Test
  void nothingIsMeasuredTwice() {
    assertThat(ALL).doesNotHaveDuplicates();
    assertThat(ALL.stream().map(Measurement::text)).doesNotHaveDuplicates();
  }

  @Test
  void theContendersOfAWorkloadFollowEachOther() {
    Set<Workload> done = new HashSet<>();
    Set<Workload> order = new LinkedHashSet<>();
    for (Measurement measurement : ALL) {
      Workload workload = measurement.cell().workload();
      if (order.add(workload)) {
        done.addAll(order);
        done.remove(workload);
      }
      assertThat(done).doesNotContain(workload);
    }
  }

  @Test
  void everyContenderTakesPart() {
    assertThat(ALL.stream().map(Measurement::contender)).contains(Contender.values());
  }

  @Test
  void onlySelects() {
    assertThat(Plan.of(Pattern.compile("10 000 conv.*1 thread: seqsvr$"))).hasSize(2);
    assertThat(Plan.of(Pattern.compile("no such thing"))).isEmpty();
  }
}
