package io.seqsvr.message.client.internal;

import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes message ids: UUIDs of version 7 (RFC 9562), a time in milliseconds and 74 random bits. The
 * time makes them easy to find in a log; only the random bits make them unique.
 *
 * <p>Thread-safe if the source of randomness is.
 */
public final class TimeOrderedId implements Supplier<String> {
  private static final long TIME_MASK = (1L << 48) - 1;
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 1L << 63;

  private final InstantSource clock;
  private final Random random;

  public TimeOrderedId(InstantSource clock, Random random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String get() {
    long high = (clock.millis() & TIME_MASK) << 16 | VERSION | (random.nextLong() & 0xfff);
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
