package io.seqsvr.message.server.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.message.server.lane.LaneObserver;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lanes do, as metrics and log lines. Labels have few values: never a conversation or a user.
 * Thread-safe.
 *
 * <ul>
 *   <li>{@code seqsvr.message.batch} (summary): messages of a batch
 *   <li>{@code seqsvr.message.queue} (summary): depth that a message finds in its lane
 *   <li>{@code seqsvr.message.stage} (timer; {@code stage}): what a lane's time goes to
 *   <li>{@code seqsvr.message.sends} (counter; {@code outcome}): answered sends
 *   <li>{@code seqsvr.message.refused} (counter; {@code reason})
 *   <li>{@code seqsvr.message.unknown}, {@code seqsvr.message.failures}, {@code
 *       seqsvr.message.seq.below.head} (counters): commits without an answer, transactions that
 *       failed, seqs that were not above their heads
 * </ul>
 */
final class LaneMetrics implements LaneObserver {
  private static final Logger log = LoggerFactory.getLogger(LaneMetrics.class);

  private final DistributionSummary batch;
  private final DistributionSummary queue;
  private final Map<Stage, Timer> stages;
  private final Map<Dedupe, Counter> sends;
  private final Map<ErrorReason, Counter> refused;
  private final Counter unknown;
  private final Counter failures;
  private final Counter belowHead;

  LaneMetrics(MeterRegistry registry) {
    batch = registry.summary("seqsvr.message.batch");
    queue = registry.summary("seqsvr.message.queue");
    stages = each(Stage.class, s -> registry.timer("seqsvr.message.stage", "stage", label(s)));
    sends = each(Dedupe.class, d -> registry.counter("seqsvr.message.sends", "outcome", label(d)));
    refused =
        each(
            ErrorReason.class, r -> registry.counter("seqsvr.message.refused", "reason", r.name()));
    unknown = registry.counter("seqsvr.message.unknown");
    failures = registry.counter("seqsvr.message.failures");
    belowHead = registry.counter("seqsvr.message.seq.below.head");
  }

  @Override
  public void onQueued(int depth) {
    queue.record(depth);
  }

  @Override
  public void onBatch(int messages, int conversations) {
    batch.record(messages);
  }

  @Override
  public void onStage(Stage stage, long nanos) {
    of(stages, stage).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onDedupe(Dedupe dedupe) {
    of(sends, dedupe).increment();
  }

  @Override
  public void onSeqBelowHead(String conversation, long headSeq, long seq) {
    belowHead.increment();
    log.error(
        "the sequence service gave seq {}, which is not above the head {} of a conversation: has"
            + " it lost its state?",
        seq,
        headSeq);
  }

  @Override
  public void onUnknown(Exception cause) {
    unknown.increment();
  }

  @Override
  public void onFailure(Exception cause) {
    failures.increment();
  }

  @Override
  public void onRefused(ErrorReason reason) {
    of(refused, reason).increment();
  }

  @Override
  public void onUnexpected(RuntimeException cause) {
    log.error("unexpected", cause);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>, M> Map<E, M> each(Class<E> type, Function<E, M> meter) {
    Map<E, M> meters = new EnumMap<>(type);
    for (E value : type.getEnumConstants()) {
      meters.put(value, meter.apply(value));
    }
    return meters;
  }

  private static <E, M> M of(Map<E, M> meters, E value) {
    M meter = meters.get(value);
    if (meter == null) {
      throw new IllegalStateException("no meter for " + value);
    }
    return meter;
  }
}
