package io.seqsvr.message.server.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.seqsvr.message.server.delivery.DeliveryObserver;
import io.seqsvr.message.server.delivery.Downlink;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What delivery does, as metrics and log lines. Labels have few values: never a conversation or a
 * user. Thread-safe.
 *
 * <ul>
 *   <li>{@code seqsvr.message.pushed}, {@code ….redelivered}, {@code ….pulled}, {@code ….poked},
 *       {@code ….acknowledged}, {@code ….reset}, {@code ….lagging} (counters)
 *   <li>{@code seqsvr.message.sent.away} (counter; {@code reason})
 *   <li>{@code seqsvr.message.dropped} (counter; {@code reason}): messages that are not kept
 *   <li>{@code seqsvr.message.recent} (counter; {@code found}): reads of the recent messages
 * </ul>
 */
final class DeliveryMetrics implements DeliveryObserver {
  private static final Logger log = LoggerFactory.getLogger(DeliveryMetrics.class);
  private static final String PREFIX = "seqsvr.message.";

  private final MeterRegistry registry;
  private final Counter pushed;
  private final Counter redelivered;
  private final Counter pulled;
  private final Counter poked;
  private final Counter acknowledged;
  private final Counter reset;
  private final Counter lagging;
  private final Counter recentFound;
  private final Counter recentMissed;

  DeliveryMetrics(MeterRegistry registry) {
    this.registry = registry;
    pushed = registry.counter(PREFIX + "pushed");
    redelivered = registry.counter(PREFIX + "redelivered");
    pulled = registry.counter(PREFIX + "pulled");
    poked = registry.counter(PREFIX + "poked");
    acknowledged = registry.counter(PREFIX + "acknowledged");
    reset = registry.counter(PREFIX + "reset");
    lagging = registry.counter(PREFIX + "lagging");
    recentFound = registry.counter(PREFIX + "recent", "found", "true");
    recentMissed = registry.counter(PREFIX + "recent", "found", "false");
  }

  @Override
  public void sentAway(Downlink.GoAway.Reason reason) {
    registry.counter(PREFIX + "sent.away", "reason", label(reason)).increment();
  }

  @Override
  public void pushed(int messages) {
    pushed.increment(messages);
  }

  @Override
  public void redelivered(int messages) {
    redelivered.increment(messages);
  }

  @Override
  public void poked() {
    poked.increment();
  }

  @Override
  public void laggingBegan() {
    lagging.increment();
  }

  @Override
  public void acknowledged() {
    acknowledged.increment();
  }

  @Override
  public void pulled(int messages) {
    pulled.increment(messages);
  }

  @Override
  public void reset() {
    reset.increment();
  }

  @Override
  public void droppedTransient(Drop reason) {
    registry.counter(PREFIX + "dropped", "reason", label(reason)).increment();
  }

  @Override
  public void recentMessages(boolean hit) {
    (hit ? recentFound : recentMissed).increment();
  }

  @Override
  public void failed(RuntimeException defect) {
    log.error("a session failed", defect);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
