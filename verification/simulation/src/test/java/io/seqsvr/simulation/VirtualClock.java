package io.seqsvr.simulation;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/**
 * The two clocks of one machine: a monotonic one that goes too fast or too slowly by up to a tenth,
 * and a wall clock that is wrong besides. Confined to the baton.
 */
final class VirtualClock implements MonotonicClock, InstantSource {
  /** How far clocks' rates differ from true time. */
  private static final double DRIFT = 0.1;

  private static final long EPOCH_MILLIS = 1_700_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TimeLine line;
  private final double rate;
  private final long origin;
  private long wallOffsetMillis;

  /** True time that passed while the monotonic clock stood still. */
  private long suspendedNanos;

  private long suspendedSinceNanos = -1;

  VirtualClock(TimeLine line, Random random, boolean extreme) {
    this.line = line;
    double drift = extreme ? (random.nextBoolean() ? 1 : -1) : 2 * random.nextDouble() - 1;
    this.rate = 1 + DRIFT * drift;
    // Near the wrap of a long now and then: readings may only be compared by their difference.
    this.origin =
        random.nextInt(4) == 0 ? Long.MAX_VALUE - random.nextInt(1_000_000_000) : random.nextLong();
    this.wallOffsetMillis = random.nextInt(2_000_000) - 1_000_000L;
  }

  @Override
  public long nanoTime() {
    long until = suspendedSinceNanos < 0 ? line.nowNanos() : suspendedSinceNanos;
    return origin + (long) ((until - suspendedNanos) * rate);
  }

  @Override
  public long millis() {
    return EPOCH_MILLIS + wallOffsetMillis + (long) (line.nowNanos() * rate / NANOS_PER_MILLI);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  /** True time in which the monotonic clock goes on by so much. */
  long trueNanos(long ownNanos) {
    return (long) Math.ceil(ownNanos / rate);
  }

  void jumpWall(long millis) {
    wallOffsetMillis += millis;
  }

  void suspend() {
    suspendedSinceNanos = line.nowNanos();
  }

  void resume() {
    if (suspendedSinceNanos >= 0) {
      suspendedNanos += line.nowNanos() - suspendedSinceNanos;
      suspendedSinceNanos = -1;
    }
  }
}
