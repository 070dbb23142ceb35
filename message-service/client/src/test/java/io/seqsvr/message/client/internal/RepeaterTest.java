package io.seqsvr.message.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is repeated, after which wait, and what it ends with. */
class RepeaterTest {
  private long nowNanos;
  private boolean closed;
  private final List<Long> waits = new ArrayList<>();
  private final Deque<Attempt<String>> script = new ArrayDeque<>();
  private final Repeater repeater =
      new Repeater(
          () -> nowNanos,
          new Backoff(10, 40, bound -> 0),
          nanos -> {
            waits.add(nanos);
            nowNanos += nanos;
            return !closed;
          },
          1_000,
          300);

  private Attempt<String> call() throws InterruptedException {
    return repeater.call(nanos -> script.size() > 1 ? script.remove() : script.element());
  }

  private static Attempt<String> refused(long waitNanos) {
    return new Attempt.Refused<>(
        SeqsvrException.retryable(ErrorReason.OVERLOADED, "wait", Duration.ofNanos(waitNanos)));
  }

  private static Attempt<String> unanswered(boolean retryable) {
    return new Attempt.Unanswered<>(new IllegalStateException("broken"), retryable);
  }

  @Test
  void waitsGrowAndTheHintIsAFloor() throws InterruptedException {
    script.addAll(
        List.of(
            refused(0),
            refused(0),
            refused(0),
            refused(0),
            refused(200),
            new Attempt.Answered<>("yes")));
    assertThat(call()).isEqualTo(new Attempt.Answered<>("yes"));
    assertThat(waits).containsExactly(5L, 10L, 20L, 20L, 220L);
  }

  @Test
  void aRefusalAfterADoubtfulAttemptDoesNotSayThatNothingHappened() throws InterruptedException {
    script.addAll(List.of(unanswered(true), refused(100)));
    assertThat(call()).isInstanceOf(Attempt.Unanswered.class);
    assertThat(nowNanos).isLessThan(1_000);
  }

  @Test
  void whatWillNotChangeIsNotRepeated() throws InterruptedException {
    script.add(unanswered(false));
    assertThat(call()).isInstanceOf(Attempt.Unanswered.class);
    assertThat(waits).isEmpty();
  }

  @Test
  void aCloseEndsThePauses() throws InterruptedException {
    closed = true;
    script.add(refused(10));
    assertThat(call()).isInstanceOf(Attempt.Refused.class);
    assertThat(waits).hasSize(1);
  }

  @Test
  void oddHintsDontOverflow() {
    Backoff backoff = new Backoff(10, 40, bound -> bound - 1);
    assertThat(backoff.delayNanos(Integer.MAX_VALUE, Long.MAX_VALUE)).isPositive();
    assertThat(backoff.delayNanos(-1, -1)).isEqualTo(9);
    assertThat(Nanos.of(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(3_600_000_000_000L);
    assertThat(Nanos.of(Duration.ofSeconds(-1))).isZero();
  }
}
