package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.VirtualTime;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way to the store and back: slow, lossy, and now and then so slow that a request arrives when
 * its sender has long given it up. For one thread.
 */
final class ModelNetwork {
  static final long TIMEOUT_NANOS = Duration.ofMillis(100).toNanos();

  private final VirtualTime time;
  private final Random random;

  /** Part of the messages that is lost, each way. */
  private double lossRate;

  /** Part of the requests that is carried out after its sender has given it up. */
  private double lateRate;

  private long slowestNanos;

  ModelNetwork(VirtualTime time, Random random) {
    this.time = time;
    this.random = random;
    heal();
  }

  void heal() {
    lossRate = 0;
    lateRate = 0;
    slowestNanos = Duration.ofMillis(1).toNanos();
  }

  /** Other troubles from now on. */
  void change() {
    lossRate = new double[] {0, 0, 0, 0.1, 0.4, 1}[random.nextInt(6)];
    lateRate = new double[] {0, 0.1, 0.3}[random.nextInt(3)];
    slowestNanos = new long[] {500_000, 500_000, 5_000_000, 60_000_000}[random.nextInt(4)];
  }

  boolean loses() {
    return random.nextDouble() < lossRate;
  }

  private boolean delays() {
    return random.nextDouble() < lateRate;
  }

  private long wayNanos() {
    return (long) (random.nextDouble() * slowestNanos / 2);
  }

  private long lateNanos() {
    return TIMEOUT_NANOS + (long) (random.nextDouble() * 20 * TIMEOUT_NANOS);
  }

  /**
   * A call of somebody who goes on meanwhile.
   *
   * @param answered told what the store said, also after the time limit
   * @param silent told at the time limit that nothing came
   */
  <T> void send(Supplier<T> call, Consumer<T> answered, Runnable silent) {
    boolean[] heard = new boolean[1];
    if (!loses()) {
      time.in(
          delays() ? lateNanos() : wayNanos(),
          () -> {
            T answer = call.get();
            if (!loses()) {
              time.in(
                  delays() ? lateNanos() : wayNanos(),
                  () -> {
                    heard[0] = true;
                    answered.accept(answer);
                  });
            }
          });
    }
    time.in(
        TIMEOUT_NANOS,
        () -> {
          if (!heard[0]) {
            silent.run();
          }
        });
  }

  /** A call of somebody who waits; the time goes on, and others do what they planned. */
  <T> T await(Supplier<T> call) {
    if (loses()) {
      if (delays()) {
        time.in(lateNanos(), () -> unheard(call.get()));
      }
      time.advance(TIMEOUT_NANOS);
      throw silence();
    }
    time.advance(wayNanos());
    T answer = call.get();
    if (loses()) {
      time.advance(TIMEOUT_NANOS);
      throw silence();
    }
    time.advance(wayNanos());
    return answer;
  }

  private static <T> void unheard(T answer) {
    SeqModel.check(answer != null, "the store says nothing");
  }

  private static SeqsvrException silence() {
    return SeqsvrException.retryable(
        ErrorReason.STORE_UNAVAILABLE, "no answer", Duration.ofMillis(1));
  }
}
