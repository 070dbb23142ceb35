package io.seqsvr.message.client;

import io.seqsvr.message.client.internal.Draft;
import io.seqsvr.message.client.internal.Engine;
import io.seqsvr.message.client.internal.Tally;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The public face of an {@link Engine}. Thread-safe; what may block is said in the interface. */
final class DefaultMessageClient implements MessageClient {
  private static final long CLOSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Engine engine;
  private final ClientThreads threads;
  private final Supplier<String> ids;
  private final AtomicBoolean closed = new AtomicBoolean();

  DefaultMessageClient(Engine engine, ClientThreads threads, Supplier<String> ids) {
    this.engine = engine;
    this.threads = threads;
    this.ids = ids;
  }

  @Override
  public SendHandle send(String conversation, Outgoing message) {
    Arguments.conversation(conversation);
    Arguments.message(message);
    Outgoing named = message.clientMsgId().isEmpty() ? message.withClientMsgId(ids.get()) : message;
    Draft draft = Translation.draft(named);
    CompletableFuture<SendOutcome> future = new CompletableFuture<>();
    engine.send(conversation, draft, outcome -> future.complete(Translation.outcome(outcome)));
    // A copy, so that nobody completes what is not his to complete.
    return new SendHandle(draft.clientMsgId(), future.copy());
  }

  @Override
  public CompletableFuture<ReadState> markRead(String conversation, long readSeq) {
    Arguments.conversation(conversation);
    Arguments.notNegative("read_seq", readSeq);
    CompletableFuture<ReadState> future = new CompletableFuture<>();
    engine.markRead(
        conversation,
        readSeq,
        (state, refusal) -> {
          if (state != null) {
            future.complete(Translation.readState(state));
          } else if (refusal != null) {
            future.completeExceptionally(refusal);
          }
        });
    return future;
  }

  @Override
  public long shownTo(String conversation) {
    return engine.shown(conversation);
  }

  @Override
  public boolean isConnected() {
    return engine.isUp();
  }

  @Override
  public ClientCounters counters() {
    Tally tally = engine.tally();
    return new ClientCounters(
        tally.connections(),
        tally.sendAttempts(),
        tally.shown(),
        tally.dropped(),
        tally.redeliveries(),
        tally.pulls());
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    engine.close(
        () -> {
          threads.end();
          stopped.countDown();
        });
    try {
      boolean inTime = stopped.await(CLOSE_NANOS, TimeUnit.NANOSECONDS);
      if (!inTime || !threads.awaitEnd(CLOSE_NANOS)) {
        System.getLogger("io.seqsvr.message.client")
            .log(System.Logger.Level.WARNING, "closed while a listener was busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
