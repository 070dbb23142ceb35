package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The database reads of one session, one at a time, in order. Confined to the session; reads run on
 * the readers' executor, their ends are events of the session.
 */
final class ReadQueue {
  private static final Duration WHEN_FULL = Duration.ofMillis(250);

  private final Executor readers;
  private final Mailbox mailbox;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean reading;
  private boolean closed;

  ReadQueue(Executor readers, Mailbox mailbox) {
    this.readers = readers;
    this.mailbox = mailbox;
  }

  /** Reads that wait or are under way. */
  int size() {
    return waiting.size() + (reading ? 1 : 0);
  }

  /**
   * Reads when those before are done.
   *
   * @param read may block
   * @param done takes the answer, as an event
   * @param failed takes the refusal, as an event; OVERLOADED if the readers take no more
   */
  <T> void submit(Supplier<T> read, Consumer<T> done, Consumer<SeqsvrException> failed) {
    waiting.add(() -> start(read, done, failed));
    next();
  }

  /** Forgets what waits, and what comes of the read that is under way. */
  void close() {
    closed = true;
    waiting.clear();
  }

  private void next() {
    while (!reading && !waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  private <T> void start(Supplier<T> read, Consumer<T> done, Consumer<SeqsvrException> failed) {
    reading = true;
    try {
      readers.execute(() -> mailbox.put(ended(read, done, failed)));
    } catch (RejectedExecutionException e) {
      reading = false;
      failed.accept(
          SeqsvrException.retryable(
              ErrorReason.OVERLOADED, "too many reads wait for the database", WHEN_FULL));
    }
  }

  private <T> Runnable ended(Supplier<T> read, Consumer<T> done, Consumer<SeqsvrException> failed) {
    Runnable outcome;
    try {
      T answer = read.get();
      outcome = () -> done.accept(answer);
    } catch (SeqsvrException e) {
      outcome = () -> failed.accept(e);
    } catch (RuntimeException e) {
      outcome =
          () -> {
            throw e;
          };
    }
    Runnable end = outcome;
    return () -> {
      reading = false;
      if (closed) {
        return;
      }
      end.run();
      next();
    };
  }
}
