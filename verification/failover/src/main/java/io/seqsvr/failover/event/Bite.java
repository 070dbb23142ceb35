package io.seqsvr.failover.event;

import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.failover.process.DrillFailedException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Whether a fault bit: a repetition whose calls missed it shows nothing. Immutable.
 *
 * @param calls of the repetition
 */
record Bite(List<Seen> calls) {
  private static final double LEAST_SHARE = 0.3;

  /** Of the calls that were to be made, so many must be served while nothing is wrong. */
  private static final double LEAST_RATE = 0.7;

  Bite {
    calls = List.copyOf(calls);
  }

  /**
   * Enough calls were on sections that changed their owner.
   *
   * @return the share
   */
  double moved(Collection<Integer> sections) throws DrillFailedException {
    Set<Integer> moved = Set.copyOf(sections);
    List<Seen> counted =
        calls.stream()
            .filter(seen -> seen.source() == Source.CLIENT || seen.source() == Source.DIRECT)
            .toList();
    long hits = counted.stream().filter(seen -> moved.contains(seen.section())).count();
    double share = counted.isEmpty() ? 0 : (double) hits / counted.size();
    if (share < LEAST_SHARE) {
      throw new DrillFailedException(
          "the fault did not bite: %.2f of the calls were on sections that moved".formatted(share));
    }
    return share;
  }

  /** How many calls must be served in a time in which nothing is wrong. */
  static double floor(int perSecond, long nanos) {
    return LEAST_RATE * perSecond * nanos / 1e9;
  }

  /** Enough calls were served between two moments at which nothing was wrong. */
  void floor(int perSecond, long fromNanos, long toNanos) throws DrillFailedException {
    long served =
        calls.stream()
            .filter(seen -> seen.source() == Source.CLIENT && seen.isOk())
            .filter(seen -> seen.beganIn(fromNanos, toNanos))
            .count();
    double wanted = floor(perSecond, toNanos - fromNanos);
    if (served < wanted) {
      throw new DrillFailedException(
          "too few calls outside of the outage: %d, wanted %.0f".formatted(served, wanted));
    }
  }

  /** Calls of a source that began in a time and did not get seqs. */
  List<Seen> failed(Source source, long fromNanos, long toNanos) {
    return calls.stream()
        .filter(seen -> seen.source() == source && !seen.isOk())
        .filter(seen -> seen.beganIn(fromNanos, toNanos))
        .toList();
  }

  /** The longest call of the client SDK that began in a time, in milliseconds; 0 without one. */
  double longestMillis(long fromNanos, long toNanos) {
    return calls.stream()
        .filter(seen -> seen.source() == Source.CLIENT)
        .filter(seen -> seen.beganIn(fromNanos, toNanos))
        .mapToDouble(seen -> (seen.call().endNanos() - seen.call().startNanos()) / 1e6)
        .max()
        .orElse(0);
  }
}
