package io.seqsvr.failover.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hunts a repetition that counts though its fault hit nobody. */
final class BiteTest {
  private static final long SECOND = 1_000_000_000;

  private static Seen seen(
      Source source, int section, long start, Outcome outcome, @Nullable ErrorReason reason) {
    NextCall call = new NextCall("c", 1, start, start + 2_000_000, outcome, 1, "client", "node");
    return new Seen(source, call, section, reason);
  }

  private static List<Seen> perSecond(int calls) {
    List<Seen> all = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      all.add(seen(Source.CLIENT, i % 10, i * SECOND / calls, Outcome.OK, null));
    }
    return all;
  }

  @Test
  void enoughCallsWereOnMovedSections() throws Exception {
    Bite bite = new Bite(perSecond(100));
    assertThat(bite.moved(List.of(0, 1, 2))).isEqualTo(0.3);
    assertThatExceptionOfType(DrillFailedException.class)
        .isThrownBy(() -> bite.moved(List.of(0, 1)));
    assertThatExceptionOfType(DrillFailedException.class)
        .isThrownBy(() -> new Bite(List.of()).moved(List.of(0, 1)));
  }

  @Test
  void enoughCallsWereServedWhileNothingWasWrong() throws Exception {
    Bite bite = new Bite(perSecond(100));
    bite.floor(100, 0, SECOND);
    assertThatExceptionOfType(DrillFailedException.class)
        .isThrownBy(() -> bite.floor(200, 0, SECOND));
    assertThatExceptionOfType(DrillFailedException.class)
        .isThrownBy(() -> bite.floor(100, 0, 2 * SECOND));
  }

  @Test
  void failedCallsAreThoseOfTheTimeAndTheSource() {
    Seen failed = seen(Source.DIRECT, 1, 5, Outcome.FAIL, ErrorReason.LEASE_LOST);
    Seen silent = seen(Source.DIRECT, 1, 6, Outcome.UNKNOWN, null);
    Seen late = seen(Source.DIRECT, 1, 10, Outcome.FAIL, ErrorReason.LEASE_LOST);
    Seen other = seen(Source.CLIENT, 1, 5, Outcome.FAIL, ErrorReason.LEASE_LOST);
    Bite bite = new Bite(List.of(failed, silent, late, other));
    assertThat(bite.failed(Source.DIRECT, 0, 10)).containsExactly(failed, silent);
  }

  @Test
  void aStaleNodeMustRefuseAndSayWhy() throws Exception {
    Seen served = seen(Source.STALE, 1, 5, Outcome.OK, null);
    Seen refused = seen(Source.STALE, 1, 6, Outcome.FAIL, ErrorReason.NOT_OWNER);
    Seen wrong = seen(Source.STALE, 1, 7, Outcome.FAIL, ErrorReason.STORE_UNAVAILABLE);
    assertThat(Stale.requireRefused(List.of(served, refused))).isEqualTo(1);
    assertThatExceptionOfType(DrillFailedException.class)
        .isThrownBy(() -> Stale.requireRefused(List.of(served)));
    assertThatExceptionOfType(DrillFailedException.class)
        .isThrownBy(() -> Stale.requireRefused(List.of(refused, wrong)));
  }
}
