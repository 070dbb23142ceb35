package io.seqsvr.message.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads that wait for their answer. An answer names its conversation only: it ends the oldest read
 * of it, and all others that it covers. A read may be repeated, so a broken connection or a
 * retryable refusal costs nothing but time. Confined to the loop.
 */
final class Reads {
  private static final Duration WAIT = Duration.ofSeconds(1);

  private static final class Read {
    final String conversation;
    final long seq;
    final BiConsumer<@Nullable ReadPosition, @Nullable SeqsvrException> caller;
    @Nullable Cancellable timeout;
    @Nullable Cancellable pause;
    int failures;

    Read(
        String conversation,
        long seq,
        BiConsumer<@Nullable ReadPosition, @Nullable SeqsvrException> caller) {
      this.conversation = conversation;
      this.seq = seq;
      this.caller = caller;
    }
  }

  private final Loop loop;
  private final Uplink uplink;
  private final Tuning tuning;
  private final Backoff backoff;
  private final LinkedHashSet<Read> reads = new LinkedHashSet<>();

  Reads(Loop loop, Uplink uplink, Tuning tuning, Backoff backoff) {
    this.loop = loop;
    this.uplink = uplink;
    this.tuning = tuning;
    this.backoff = backoff;
  }

  /**
   * Begins one.
   *
   * @param caller told once: the state, or why there is none
   */
  void add(
      String conversation,
      long seq,
      BiConsumer<@Nullable ReadPosition, @Nullable SeqsvrException> caller) {
    if (reads.size() >= tuning.maxReads()) {
      caller.accept(
          null,
          SeqsvrException.retryable(
              ErrorReason.OVERLOADED, reads.size() + " reads wait already", WAIT));
      return;
    }
    Read read = new Read(conversation, seq, caller);
    reads.add(read);
    read.timeout =
        loop.schedule(
            () -> end(read, null, noAnswer("no answer in time")), tuning.readTimeoutNanos());
    send(read);
  }

  void onConnected() {
    reads.forEach(this::send);
  }

  void onAnswer(ReadPosition state) {
    boolean oldest = true;
    for (Read read : new ArrayList<>(reads)) {
      if (read.conversation.equals(state.conversation())) {
        if (oldest || read.seq <= state.readSeq()) {
          end(read, state, null);
        }
        oldest = false;
      }
    }
  }

  /** A refusal names its conversation in its details, or is about the oldest read of all. */
  void onRefusal(SeqsvrException refusal) {
    String conversation = refusal.metadata().get("conversation");
    for (Read read : reads) {
      if (read.pause == null && (conversation == null || conversation.equals(read.conversation))) {
        refused(read, refusal);
        return;
      }
    }
  }

  void stop(String problem) {
    for (Read read : new ArrayList<>(reads)) {
      end(read, null, noAnswer(problem));
    }
  }

  private void refused(Read read, SeqsvrException refusal) {
    if (!refusal.reason().isRetryable()) {
      end(read, null, refusal);
      return;
    }
    read.failures++;
    read.pause =
        loop.schedule(
            () -> {
              read.pause = null;
              send(read);
            },
            backoff.delayNanos(read.failures, refusal.retryAfter().map(Nanos::of).orElse(0L)));
  }

  private void send(Read read) {
    if (uplink.isUp() && read.pause == null) {
      uplink.send(new ClientFrame.Read(read.conversation, read.seq));
    }
  }

  private void end(Read read, @Nullable ReadPosition state, @Nullable SeqsvrException refusal) {
    if (!reads.remove(read)) {
      return;
    }
    if (read.timeout != null) {
      read.timeout.cancel();
    }
    if (read.pause != null) {
      read.pause.cancel();
    }
    read.caller.accept(state, refusal);
  }

  private static SeqsvrException noAnswer(String problem) {
    return SeqsvrException.retryable(
        ErrorReason.STORE_UNAVAILABLE, "the read pointer may not have moved: " + problem, WAIT);
  }
}
