package io.seqsvr.alloc.core;

import java.time.Duration;
import java.util.Arrays;

/**
 * The other way to reserve, to compare with: one durable ceiling for all conversations of a
 * section, raised ahead of the one that is furthest, in steps that double while they last for less
 * than a second and halve when they last for more than ten. A crash lifts everybody to the ceiling.
 */
final class SharedCeiling {
  private static final long SHORT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONG_NANOS = Duration.ofSeconds(10).toNanos();

  private final ReservePolicy policy;
  private final long[] positions;
  private final long[] lastJumps;
  private long ceiling;
  private long size;
  private long sinceNanos;
  private long writes;
  private long largestJump;

  SharedCeiling(ReservePolicy policy, int conversations) {
    this.policy = policy;
    this.positions = new long[conversations];
    this.lastJumps = new long[conversations];
    this.size = policy.step();
    this.ceiling = size;
    this.writes = 1;
  }

  void next(int conversation, long nowNanos) {
    long last = ++positions[conversation];
    if (last > ceiling - size / 2) {
      long lastedNanos = nowNanos - sinceNanos;
      if (lastedNanos < SHORT_NANOS) {
        size = Math.min(2 * size, policy.maxStep());
      } else if (lastedNanos > LONG_NANOS) {
        size = Math.max(size / 2, policy.step());
      }
      ceiling += size;
      sinceNanos = nowNanos;
      writes++;
    }
  }

  void crash() {
    for (int i = 0; i < positions.length; i++) {
      lastJumps[i] = ceiling - positions[i];
      largestJump = Math.max(largestJump, lastJumps[i]);
    }
    Arrays.fill(positions, ceiling);
    size = policy.step();
    ceiling += size;
    writes++;
  }

  long lastJump(int conversation) {
    return lastJumps[conversation];
  }

  long largestJump() {
    return largestJump;
  }

  long writes() {
    return writes;
  }
}
