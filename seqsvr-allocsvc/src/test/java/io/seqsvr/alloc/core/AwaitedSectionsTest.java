package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.LeaseTerms;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hunts a node that waits for ever in silence, and one that complains of what is normal. */
class AwaitedSectionsTest {
  private static final Duration LEASE = Duration.ofSeconds(1);

  private final QuietObserver observer = new QuietObserver();
  private long nanos = Long.MAX_VALUE - 1_000;
  private final AwaitedSections awaited =
      new AwaitedSections(() -> nanos, LeaseTerms.of(LEASE), observer);

  @Test
  void whatLastsAsLongAsALeaseIsNormal() {
    refuse(1, 3_900);
    awaited.retain(Set.of(2));
    refuse(2, 3_900);
    awaited.retain(Set.of());
    refuse(1, 3_900);
    assertThat(observer.awaited).isEmpty();
  }

  @Test
  void whatLastsFarLongerIsToldOnce() {
    refuse(1, 20_000);
    refuse(2, 20_000);
    assertThat(observer.awaited).containsExactly("section 1 is of b");
  }

  @Test
  void whatBeginsAnewIsToldAnew() {
    refuse(1, 20_000);
    awaited.retain(Set.of(2));
    refuse(2, 20_000);
    assertThat(observer.awaited).containsExactly("section 1 is of b", "section 2 is of b");
  }

  private void refuse(int section, long millis) {
    for (long at = 0; at <= millis; at += 100) {
      awaited.onRefused(
          section,
          SeqsvrException.retryable(
              ErrorReason.SECTION_MOVING,
              "section " + section + " is of b",
              Duration.ofMillis(100)));
      nanos += Duration.ofMillis(100).toNanos();
    }
  }
}
