package io.seqsvr.message.client.internal;

import java.time.Duration;

/** Durations that come from outside, as nanoseconds that never overflow. Stateless. */
final class Nanos {
  private static final Duration MOST = Duration.ofHours(1);

  private Nanos() {}

  /** Nanoseconds from 0 to those of an hour. */
  static long of(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return (duration.compareTo(MOST) > 0 ? MOST : duration).toNanos();
  }
}
