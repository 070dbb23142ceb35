package io.seqsvr.message.server.lane;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * UUIDs of version 7: 48 bits of milliseconds, so that they sort roughly by time, and 74 random
 * ones. As thread-safe as its source.
 */
final class ServerMsgIds {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final RandomGenerator random;

  ServerMsgIds(RandomGenerator random) {
    this.random = random;
  }

  UUID next(long epochMillis) {
    long high = (epochMillis << 16) | VERSION_7 | (random.nextLong() & 0xFFFL);
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low);
  }
}
