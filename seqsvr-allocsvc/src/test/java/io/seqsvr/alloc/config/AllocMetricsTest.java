package io.seqsvr.alloc.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.alloc.core.AllocObserver.Reserved;
import io.seqsvr.alloc.core.AllocStats;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Hunts events that are counted under another name, twice, or not at all. */
class AllocMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AllocMetrics metrics = new AllocMetrics(registry);

  @Test
  void seqsAndRefusals() {
    metrics.onIssued(10);
    metrics.onIssued(5);
    metrics.onRefused(ErrorReason.LEASE_LOST);
    metrics.onRaised();

    assertThat(registry.get("seqsvr.alloc.issued").functionCounter().count()).isEqualTo(15);
    assertThat(registry.get("seqsvr.alloc.refused").tag("reason", "LEASE_LOST").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("seqsvr.alloc.raised").counter().count()).isEqualTo(1);
  }

  @Test
  void reservationsCountOnceByKindAndOutcome() {
    metrics.onReservations(Reserved.SECTION, 3, 1, 2_000_000);
    metrics.onReservations(Reserved.COUNTER, 2, 4, 5_000_000);
    metrics.onCounterReserved(true, true);
    metrics.onCounterReserved(false, true);
    metrics.onCounterReserved(false, false);

    assertThat(reservations("section", "granted")).isEqualTo(3);
    assertThat(reservations("section", "refused")).isEqualTo(1);
    assertThat(reservations("counter", "ahead")).isEqualTo(2);
    assertThat(reservations("counter", "late")).isEqualTo(1);
    assertThat(reservations("counter", "refused")).isEqualTo(4);
    assertThat(registry.get("seqsvr.alloc.promotions").counter().count()).isEqualTo(1);
    assertThat(
            registry
                .get("seqsvr.alloc.reservation.time")
                .tag("kind", "counter")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(5);
  }

  private double reservations(String kind, String outcome) {
    return registry
        .get("seqsvr.alloc.reservations")
        .tags("kind", kind, "outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void whatHappensToSections() {
    SeqsvrException why = SeqsvrException.of(ErrorReason.STORE_WENT_BACK, "back");
    metrics.onSectionsAcquired(7);
    metrics.onSectionsReleased(5);
    metrics.onSectionsLost(2, "why");
    metrics.onSectionHalted(1, why);
    metrics.onRebased(1);
    metrics.onPromotionRefused(1);
    metrics.onSnapshotUnusable(1, "why");
    metrics.onSnapshotUnwritten(1, "why");
    metrics.onSnapshotUnwritten(2, "why");

    assertThat(counter("seqsvr.alloc.sections", "event", "acquired")).isEqualTo(7);
    assertThat(counter("seqsvr.alloc.sections", "event", "released")).isEqualTo(5);
    assertThat(counter("seqsvr.alloc.sections", "event", "lost")).isEqualTo(2);
    assertThat(counter("seqsvr.alloc.sections", "event", "halted")).isEqualTo(1);
    assertThat(counter("seqsvr.alloc.rebases")).isEqualTo(1);
    assertThat(counter("seqsvr.alloc.promotions.refused")).isEqualTo(1);
    assertThat(counter("seqsvr.alloc.snapshots", "outcome", "unusable")).isEqualTo(1);
    assertThat(counter("seqsvr.alloc.snapshots", "outcome", "unwritten")).isEqualTo(2);
  }

  @Test
  void aStoreWithoutAnswerIsCountedByACallFromAFixedList() {
    SeqsvrException why = SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "no answer");
    metrics.onStoreSilent("reserve", why);
    metrics.onStoreSilent("something new", why);
    metrics.onStoreSilent("something else", why);
    metrics.onCoordinationSilent(new IllegalStateException("away"));
    metrics.onUnexpected(new IllegalStateException("odd"));

    assertThat(counter("seqsvr.alloc.store.silent", "call", "reserve")).isEqualTo(1);
    assertThat(counter("seqsvr.alloc.store.silent", "call", "other")).isEqualTo(2);
    assertThat(counter("seqsvr.alloc.coordination.silent")).isEqualTo(1);
    assertThat(counter("seqsvr.alloc.unexpected")).isEqualTo(1);
  }

  private double counter(String name, String... labels) {
    return registry.get(name).tags(labels).counter().count();
  }

  @Test
  void allGaugesOfAReadingShareOneLook() {
    AtomicLong now = new AtomicLong();
    List<AllocStats> looks = new ArrayList<>();
    AllocGauges gauges =
        new AllocGauges(
            () -> {
              looks.add(new AllocStats(looks.size(), 20, 30, 40));
              return looks.get(looks.size() - 1);
            },
            () -> 1_500_000_000,
            now::get);
    gauges.bindTo(registry);

    assertThat(gauge("seqsvr.alloc.lease.remaining.seconds")).isEqualTo(1.5);
    assertThat(gauge("seqsvr.alloc.conversations")).isEqualTo(0);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(gauge("seqsvr.alloc.conversations")).isEqualTo(1);
    assertThat(gauge("seqsvr.alloc.slots")).isEqualTo(20);
    assertThat(gauge("seqsvr.alloc.hot.counters")).isEqualTo(30);
    assertThat(gauge("seqsvr.alloc.reserved.unissued")).isEqualTo(40);
    assertThat(looks).hasSize(2);
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }
}
