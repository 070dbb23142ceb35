package io.seqsvr.failover.event;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.failover.call.Seen;
import io.seqsvr.failover.call.Seen.Source;
import io.seqsvr.failover.process.DrillFailedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Calls of a node that has lost its sections and may not know it. Stateless. */
final class Stale {
  private static final Set<ErrorReason> REASONS =
      Set.of(ErrorReason.LEASE_LOST, ErrorReason.NOT_OWNER, ErrorReason.SECTION_MOVING);

  private Stale() {}

  /** Those that began in a time. */
  static List<Seen> calls(Bite bite, long fromNanos, long toNanos) {
    return bite.calls().stream()
        .filter(seen -> seen.source() == Source.STALE)
        .filter(seen -> seen.beganIn(fromNanos, toNanos))
        .toList();
  }

  /**
   * Demands that the node refused, and with a reason that says why.
   *
   * @return how often
   */
  static long requireRefused(List<Seen> calls) throws DrillFailedException {
    long refused = refused(calls);
    if (refused == 0) {
      throw new DrillFailedException(
          "the fault did not bite: none of %d stale calls was refused: %s"
              .formatted(calls.size(), ends(calls)));
    }
    return refused;
  }

  /**
   * How many the node refused.
   *
   * @throws DrillFailedException if it gave another reason than that it may not serve
   */
  static long refused(List<Seen> calls) throws DrillFailedException {
    for (Seen seen : calls) {
      if (seen.reason() != null && !REASONS.contains(seen.reason())) {
        throw new DrillFailedException(
            "a stale call was refused for another reason: " + seen.failure());
      }
    }
    return calls.stream().filter(Stale::isRefused).count();
  }

  /** How calls ended, with the number of each, for a person. */
  private static Map<String, Long> ends(List<Seen> calls) {
    return calls.stream()
        .collect(
            Collectors.groupingBy(
                seen -> seen.isOk() ? "served" : seen.failure(),
                TreeMap::new,
                Collectors.counting()));
  }

  static boolean isRefused(Seen seen) {
    return seen.reason() != null && REASONS.contains(seen.reason());
  }
}
