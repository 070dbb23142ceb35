package io.seqsvr.benchmarks.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.alloc.core.AllocObserver.Reserved;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hunts measurements of a node that did not work as it should. */
class CountingObserverTest {
  private final CountingObserver observer = new CountingObserver();

  static List<Consumer<CountingObserver>> troubles() {
    return List.of(
        seen -> seen.onReservations(Reserved.COUNTER, 1, 1, 0),
        seen -> seen.onPromotionRefused(1),
        seen -> seen.onRebased(1),
        seen -> seen.onStoreSilent("reserve", silence()),
        seen -> seen.onSectionsLost(1, "why"),
        seen -> seen.onSectionHalted(1, silence()),
        seen -> seen.onCoordinationSilent(silence()),
        seen -> seen.onUnexpected(silence()));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void anyTroubleEndsTheRun(Consumer<CountingObserver> trouble) {
    trouble.accept(observer);
    observer.onIssued(1);
    assertThatThrownBy(observer::check).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void workAsUsualDoesNot() {
    observer.onIssued(1);
    observer.onRefused(ErrorReason.STORE_UNAVAILABLE);
    observer.onReservations(Reserved.COUNTER, 1, 0, 0);
    observer.onCounterReserved(true, true);
    assertThatCode(observer::check).doesNotThrowAnyException();
  }

  private static SeqsvrException silence() {
    return SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "no answer");
  }
}
