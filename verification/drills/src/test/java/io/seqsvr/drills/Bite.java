package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether the faults of a run bit: a run whose calls missed them shows nothing. Immutable.
 *
 * @param calls all calls of the run
 */
record Bite(List<NextCall> calls) {
  private static final double LEAST_SHARE = 0.3;

  static Bite of(List<Callers.Seen> seen) {
    return new Bite(seen.stream().map(Callers.Seen::call).toList());
  }

  /**
   * Calls were under way between two moments, say a signal and the end of its process: between two
   * calls every caller pauses, so a single instant can miss them all.
   */
  void hit(long fromNanos, long toNanos) {
    assertThat(calls)
        .as("calls under way at the fault")
        .anyMatch(call -> call.startNanos() - toNanos <= 0 && call.endNanos() - fromNanos >= 0);
  }

  /** Every call had ended by a time after its begin. */
  void endedWithin(Duration limit) {
    assertThat(calls)
        .as("calls that took longer than %s", limit)
        .noneMatch(call -> call.endNanos() - call.startNanos() > limit.toNanos());
  }

  /** Enough calls were of conversations that got seqs both before and after a moment. */
  void crossed(long atNanos) {
    Set<String> crossing = keys(call -> call.endNanos() - atNanos < 0);
    crossing.retainAll(keys(call -> call.startNanos() - atNanos > 0));
    long across = calls.stream().filter(call -> crossing.contains(call.key())).count();
    assertThat((double) across / calls.size())
        .as("share of calls on conversations used before and after the fault")
        .isGreaterThanOrEqualTo(LEAST_SHARE);
  }

  private Set<String> keys(Predicate<NextCall> which) {
    return calls.stream()
        .filter(call -> call.outcome() == Outcome.OK)
        .filter(which)
        .map(NextCall::key)
        .collect(Collectors.toCollection(HashSet::new));
  }
}
