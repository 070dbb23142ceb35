package io.seqsvr.failover.load;

import io.seqsvr.failover.call.Seen;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each of some sections answered for the first time to a call of the client SDK that began
 * after a moment. Thread-safe; guarded by {@code this}.
 */
public final class Coverage {
  private static final long NEVER = Long.MAX_VALUE;

  private final long fromNanos;
  private final long zeroNanos;
  private final Map<Integer, Integer> indexBySection = new HashMap<>();
  private final long[] firstOkNanos;

  /**
   * Of some sections.
   *
   * @param zeroNanos moment that times are counted from
   * @param fromNanos calls that began earlier don't count
   */
  public Coverage(Collection<Integer> sections, long zeroNanos, long fromNanos) {
    this.zeroNanos = zeroNanos;
    this.fromNanos = fromNanos;
    sections.forEach(section -> indexBySection.put(section, indexBySection.size()));
    this.firstOkNanos = new long[indexBySection.size()];
    Arrays.fill(firstOkNanos, NEVER);
  }

  synchronized void see(Seen seen) {
    Integer index = indexBySection.get(seen.section());
    if (index == null
        || seen.source() != Seen.Source.CLIENT
        || !seen.isOk()
        || seen.call().startNanos() - fromNanos <= 0) {
      return;
    }
    firstOkNanos[index] = Math.min(firstOkNanos[index], seen.call().endNanos() - zeroNanos);
  }

  /** Whether every section has answered. */
  public synchronized boolean isComplete() {
    return Arrays.stream(firstOkNanos).noneMatch(nanos -> nanos == NEVER);
  }

  /** How many have not. */
  public synchronized long missing() {
    return Arrays.stream(firstOkNanos).filter(nanos -> nanos == NEVER).count();
  }

  /** Milliseconds to each section's first answer, ascending; for a complete one. */
  public synchronized List<Double> millis() {
    return Arrays.stream(firstOkNanos).sorted().mapToObj(nanos -> nanos / 1e6).toList();
  }
}
