package io.seqsvr.message.server.delivery;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.server.core.MessageReads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** What all sessions of a server stand on; everything in it is thread-safe. */
record SessionParts(
    MessageReads reads,
    RecentMessages recent,
    HeadJournal journal,
    SessionRegistry registry,
    Executor sessions,
    Executor readers,
    Timers timers,
    MonotonicClock clock,
    InstantSource instants,
    RandomGenerator random,
    DeliverySettings settings,
    DeliveryObserver observer)
    implements Chase.RetryPolicy {

  private static final long MIN_WAIT_MILLIS = 100;
  private static final long MAX_WAIT_MILLIS = 300;

  @Override
  public long delayNanos(int tries) {
    double jitter = 0.8 + 0.4 * random.nextDouble();
    return (long) (jitter * settings.retryBaseNanos() * (1L << tries));
  }

  @Override
  public int maxTries() {
    return settings.retryTries();
  }

  @Override
  public int maxMessages() {
    return settings.resendMessages();
  }

  /** A wait for those who are refused for now, so that they do not all come back at once. */
  Duration shortWait() {
    return Duration.ofMillis(random.nextLong(MIN_WAIT_MILLIS, MAX_WAIT_MILLIS + 1));
  }

  /** A wait for those who are sent away and not before a time: they shall not come together. */
  long reconnectMillis(long floorMillis) {
    return floorMillis + random.nextLong(settings.reconnectMillis());
  }

  /** A wait for those who are sent away. */
  long reconnectMillis() {
    return random.nextLong(settings.reconnectMillis() / 2, settings.reconnectMillis() * 3 / 2 + 1);
  }
}
