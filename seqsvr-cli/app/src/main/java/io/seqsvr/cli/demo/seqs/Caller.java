package io.seqsvr.cli.demo.seqs;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.trace.Replay;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;
import java.time.Duration;
import java.util.PrimitiveIterator;

/**
 * One of several callers that share a replay: its messages one after the other, each until it has a
 * seq. Runs on one thread.
 */
final class Caller implements Runnable {
  /** How long a message is tried before it counts as not served. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final long DEFAULT_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private final String name;
  private final PrimitiveIterator.OfInt messages;
  private final Shared shared;

  Caller(int index, Shares shares, Shared shared) {
    this.name = "w" + index;
    this.messages = shares.of(index);
    this.shared = shared;
  }

  /**
   * What all callers of a run have in common; thread-safe.
   *
   * @param node name of the service in the history
   */
  record Shared(
      Replay replay,
      SeqSource source,
      String node,
      HistoryWriter history,
      CallLog log,
      RunProgress progress,
      Retries retries,
      MonotonicClock clock) {}

  @Override
  public void run() {
    while (messages.hasNext() && !shared.progress().isAbandoned()) {
      serve(messages.nextInt());
    }
  }

  private void serve(int message) {
    String conversation = shared.replay().conversation(message);
    long begun = shared.clock().nanoTime();
    long start = begun;
    while (true) {
      Answer answer = shared.source().next(conversation);
      long end = shared.clock().nanoTime();
      record(conversation, start, end, answer);
      if (answer instanceof Answer.Issued issued) {
        shared.log().served(message, begun, end, issued.seq());
        shared.progress().servedOne();
        return;
      }
      shared.retries().count(answer);
      if (end - begun >= PATIENCE.toNanos() || !shared.progress().pause(pauseNanos(answer))) {
        return;
      }
      start = shared.clock().nanoTime();
    }
  }

  private void record(String conversation, long start, long end, Answer answer) {
    Outcome outcome = Outcome.UNKNOWN;
    long seq = 0;
    if (answer instanceof Answer.Issued issued) {
      outcome = Outcome.OK;
      seq = issued.seq();
    } else if (answer instanceof Answer.Refused) {
      outcome = Outcome.FAIL;
    }
    shared
        .history()
        .write(new NextCall(conversation, 1, start, end, outcome, seq, name, shared.node()));
  }

  private static long pauseNanos(Answer answer) {
    if (answer instanceof Answer.Refused refused) {
      return refused.refusal().retryAfter().map(Duration::toNanos).orElse(DEFAULT_PAUSE_NANOS);
    }
    return DEFAULT_PAUSE_NANOS;
  }
}
