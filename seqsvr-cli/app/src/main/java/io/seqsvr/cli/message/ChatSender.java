package io.seqsvr.cli.message;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendHandle;
import io.seqsvr.message.client.SendOutcome;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Sends what is typed, in order, and shows what fails. A permit is held by each message without an
 * outcome, so that a file that is piped in waits for the service. {@link #send} and {@link
 * #awaitOutcomes} are confined to one thread; {@code this} guards what outcomes change.
 */
final class ChatSender {
  private static final int MAX_WITHOUT_OUTCOME = 32;

  private final MessageClient client;
  private final String conversation;
  private final ChatScreen screen;
  private final Semaphore permits = new Semaphore(MAX_WITHOUT_OUTCOME);
  private boolean failed;
  private long lastSeq;

  ChatSender(MessageClient client, String conversation, ChatScreen screen) {
    this.client = client;
    this.conversation = conversation;
    this.screen = screen;
  }

  /** Sends a line; blocks while too many have no outcome, each of which has one in bounded time. */
  void send(byte[] line) throws InterruptedException {
    if (line.length > MessageLimits.BODY_BYTES) {
      fail("not sent", "…", "longer than " + MessageLimits.BODY_BYTES + " bytes");
      return;
    }
    Optional<String> text = JsonLine.text(line);
    if (text.isEmpty()) {
      fail("not sent", "…", "not valid UTF-8");
      return;
    }
    permits.acquire();
    send(text.get());
  }

  private void send(String text) {
    SendHandle handle;
    try {
      handle = client.send(conversation, Outgoing.text(text));
    } catch (SeqsvrException e) {
      permits.release();
      fail("not sent", text, ErrorLines.describe(e));
      return;
    }
    var unused =
        handle
            .outcome()
            .thenAccept(outcome -> onOutcome(text, outcome))
            .whenComplete((nothing, e) -> permits.release());
  }

  /** Waits until every message has its outcome. */
  void awaitOutcomes() throws InterruptedException {
    permits.acquire(MAX_WITHOUT_OUTCOME);
    permits.release(MAX_WITHOUT_OUTCOME);
  }

  /** Whether some message was not sent, or perhaps not. */
  synchronized boolean hasFailed() {
    return failed;
  }

  /** The highest seq of an accepted message, 0 if there is none. */
  synchronized long lastSeq() {
    return lastSeq;
  }

  private void onOutcome(String text, SendOutcome outcome) {
    if (outcome instanceof SendOutcome.Accepted accepted) {
      accept(accepted.receipt().seq());
    } else if (outcome instanceof SendOutcome.Rejected rejected) {
      fail("not sent", text, ErrorLines.describe(rejected.refusal()));
    } else if (outcome instanceof SendOutcome.Unknown unknown) {
      fail("perhaps not sent", text, unknown.problem());
    }
  }

  private synchronized void accept(long seq) {
    lastSeq = Math.max(lastSeq, seq);
  }

  private synchronized void fail(String what, String text, String why) {
    failed = true;
    screen.failed(what, text, why);
  }
}
