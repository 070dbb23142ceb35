package io.seqsvr.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an {@link EmbeddedZooKeeper} is started with.
 *
 * @param directory snapshots and transaction logs; created if missing, kept between runs, locked
 *     while the server is not closed
 * @param tickTime the unit of ZooKeeper's clock, whole milliseconds, 1 ms to 60 s; a session times
 *     out after at least two ticks
 */
public record ZooKeeperConfig(Path directory, Duration tickTime) {
  private static final Duration MAX_TICK_TIME = Duration.ofSeconds(60);

  public ZooKeeperConfig {
    if (tickTime.toMillis() < 1 || tickTime.compareTo(MAX_TICK_TIME) > 0) {
      throw new IllegalArgumentException("tickTime must be in [1 ms, 60 s]: " + tickTime);
    }
  }

  /** A tick of 500 ms: sessions may be as short as one second. */
  public static ZooKeeperConfig of(Path directory) {
    return new ZooKeeperConfig(directory, Duration.ofMillis(500));
  }

  int tickTimeMillis() {
    return (int) tickTime.toMillis();
  }

  int minSessionTimeoutMillis() {
    return 2 * tickTimeMillis();
  }

  /** ZooKeeper's own rule, 20 ticks, would cut what a client asks for with a short tick. */
  int maxSessionTimeoutMillis() {
    return Math.max(60_000, 20 * tickTimeMillis());
  }
}
