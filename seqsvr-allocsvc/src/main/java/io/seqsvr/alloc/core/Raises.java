package io.seqsvr.alloc.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The administrators' wishes of one section that wait for the store. Bounded.
 *
 * <p>Guarded by the section's monitor, but for {@link Ending#tell}, which is called without it,
 * because it runs whatever hangs on the futures.
 */
final class Raises {
  private static final int MAX_WAITING = 1_000;
  private static final Duration CROWD_WAIT = Duration.ofMillis(100);

  private record Wish(HotCounter own, long atLeast, CompletableFuture<Long> lifted) {}

  private final List<Wish> waiting = new ArrayList<>();

  /** Who is to be told what. */
  static final class Ending {
    private final List<Runnable> tellings = new ArrayList<>();

    private void succeed(Wish wish, long lastSeq) {
      tellings.add(() -> wish.lifted().complete(lastSeq));
    }

    private void fail(Wish wish, SeqsvrException why) {
      tellings.add(() -> wish.lifted().completeExceptionally(why));
    }

    void tell() {
      tellings.forEach(Runnable::run);
    }
  }

  /**
   * Takes a wish.
   *
   * @throws SeqsvrException OVERLOADED if too many are waiting
   */
  CompletableFuture<Long> add(HotCounter own, long atLeast) {
    if (waiting.size() >= MAX_WAITING) {
      throw SeqsvrException.retryable(
          ErrorReason.OVERLOADED, "too many raises wait for the store", CROWD_WAIT);
    }
    own.raiseTo(atLeast);
    Wish wish = new Wish(own, atLeast, new CompletableFuture<>());
    waiting.add(wish);
    return wish.lifted();
  }

  /**
   * A conversation's ceiling has risen: lifts it as far as was wished, also if nobody waits for it
   * any more, because who has given up was told that the outcome is unknown.
   */
  @SuppressWarnings("ReferenceEquality") // one of an earlier generation may have the same key
  Ending settle(HotCounter own, CounterTable counters) {
    Ending ending = new Ending();
    long ceiling = own.buffer().ceiling();
    long last = 0;
    if (own.raiseTo() > 0 && own.raiseTo() <= ceiling) {
      last = counters.raise(own.key(), own.raiseTo());
    }
    for (Iterator<Wish> wishes = waiting.iterator(); wishes.hasNext(); ) {
      Wish wish = wishes.next();
      if (wish.own() == own && wish.atLeast() <= ceiling) {
        long lifted = last > 0 ? last : counters.raise(own.key(), wish.atLeast());
        SeqsvrException refusal = refusal(lifted);
        if (refusal == null) {
          ending.succeed(wish, lifted);
        } else {
          ending.fail(wish, refusal);
        }
        wishes.remove();
      }
    }
    return ending;
  }

  /** All wishes end, with an outcome that is not known. */
  Ending end(SeqsvrException why) {
    Ending ending = new Ending();
    waiting.forEach(wish -> ending.fail(wish, why));
    waiting.clear();
    return ending;
  }

  private static @Nullable SeqsvrException refusal(long outcome) {
    return outcome > 0
        ? null
        : SeqsvrException.retryable(
            ErrorReason.OVERLOADED, "no room for a new conversation", CROWD_WAIT);
  }
}
