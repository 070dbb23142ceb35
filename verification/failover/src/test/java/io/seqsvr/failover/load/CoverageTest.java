package io.seqsvr.failover.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts a take-over that looks faster than it was. */
final class CoverageTest {
  private static final long MILLI = 1_000_000;

  private final Coverage coverage = new Coverage(List.of(4, 9), 100 * MILLI, 110 * MILLI);

  private void see(Source source, int section, long startMilli, long endMilli, Outcome outcome) {
    NextCall call =
        new NextCall("c", 1, startMilli * MILLI, endMilli * MILLI, outcome, 1, "client", "node");
    coverage.see(new Seen(source, call, section, null));
  }

  @Test
  void countsTheFirstAnswerOfEachSectionFromBeforeTheFault() {
    see(Source.CLIENT, 9, 111, 400, Outcome.OK);
    assertThat(coverage.isComplete()).isFalse();
    see(Source.CLIENT, 9, 300, 350, Outcome.OK);
    see(Source.CLIENT, 4, 200, 500, Outcome.OK);
    see(Source.CLIENT, 4, 510, 600, Outcome.OK);
    assertThat(coverage.isComplete()).isTrue();
    assertThat(coverage.millis()).containsExactly(250.0, 400.0);
  }

  @Test
  void leavesOutWhatSaysNothing() {
    see(Source.CLIENT, 5, 200, 300, Outcome.OK);
    see(Source.CLIENT, 4, 109, 300, Outcome.OK);
    see(Source.CLIENT, 4, 200, 300, Outcome.UNKNOWN);
    see(Source.CLIENT, 4, 200, 300, Outcome.FAIL);
    see(Source.STALE, 4, 200, 300, Outcome.OK);
    assertThat(coverage.missing()).isEqualTo(2);
  }
}
