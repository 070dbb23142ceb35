package io.seqsvr.cli.demo.chat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.history.Outcome;
import io.seqsvr.history.SendCall;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.MessageKind;
import io.seqsvr.message.client.MessageOutcomeUnknownException;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendOutcome;
import io.seqsvr.message.client.SendReceipt;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a run: through the sender's device, or without one. Of those that were
 * accepted some are sent again, and of some the id is used again for something else. Thread-safe.
 */
final class Sender {
  /** One of so many messages is sent again under its id. */
  static final int REPEAT_EVERY = 10;

  /** One of so many ids is used again for another body. */
  static final int CONFLICT_EVERY = 25;

  private final Board board;
  private final Conversations conversations;
  private final Lanes lanes;
  private final Kills kills;
  private final boolean chaos;

  /**
   * A sender.
   *
   * @param chaos whether ids are used again
   */
  Sender(Board board, Conversations conversations, Lanes lanes, Kills kills, boolean chaos) {
    this.board = board;
    this.conversations = conversations;
    this.lanes = lanes;
    this.kills = kills;
    this.chaos = chaos;
  }

  /**
   * Sends one message; called on the lane of its sender.
   *
   * @param device the sender's device, or null
   * @param done called once when all is done
   */
  void send(Action.Say say, @Nullable Device device, Runnable done) {
    String conversation = board.conversation(say.place());
    Outgoing message = outgoing(say, say.bytes());
    long start = board.clock().nanoTime();
    board.starts().began(say.message(), start);
    if (device == null) {
      finish(say, conversation, start, sendWithoutDevice(conversation, say.user(), message), done);
      return;
    }
    board.tally().add(Tally.Count.DEVICE_SENDS);
    var unused =
        device
            .send(conversation, message)
            .whenComplete(
                (outcome, failure) -> {
                  if (failure == null) {
                    finish(say, conversation, start, outcome, done);
                  } else {
                    lanes.fail(failure);
                  }
                });
  }

  private void finish(
      Action.Say say, String conversation, long start, SendOutcome outcome, Runnable done) {
    long end = board.clock().nanoTime();
    record(say, conversation, start, end, outcome);
    if (!(outcome instanceof SendOutcome.Accepted accepted)) {
      board.progress().servedOne();
      done.run();
      return;
    }
    SendReceipt receipt = accepted.receipt();
    board.ledger().accepted(conversation, receipt.seq(), say.user());
    board.meter().accepted(start, end);
    kills.accepted(conversation, start, end);
    board.tally().add(Tally.Count.ACCEPTED);
    board.progress().servedOne();
    if (chaos && isUsedAgain(say.message())) {
      lanes.executeAside(
          say.message(),
          () -> {
            useAgain(say, conversation, receipt);
            done.run();
          });
    } else {
      done.run();
    }
  }

  private static boolean isUsedAgain(int message) {
    return message % REPEAT_EVERY == 0 || message % CONFLICT_EVERY == 1;
  }

  private void useAgain(Action.Say say, String conversation, SendReceipt first) {
    if (say.message() % REPEAT_EVERY == 0) {
      repeat(say, conversation, first);
    } else {
      conflict(say, conversation);
    }
  }

  private void repeat(Action.Say say, String conversation, SendReceipt first) {
    long start = board.clock().nanoTime();
    SendOutcome outcome = sendWithoutDevice(conversation, say.user(), outgoing(say, say.bytes()));
    record(say, conversation, start, board.clock().nanoTime(), outcome);
    boolean same =
        outcome instanceof SendOutcome.Accepted again
            && again.receipt().duplicate()
            && again.receipt().seq() == first.seq()
            && again.receipt().prevSeq() == first.prevSeq();
    if (same) {
      board.tally().add(Tally.Count.REPEATS_CONFIRMED);
    } else {
      board.tally().surprise(name(say) + " was sent again and got " + outcome);
    }
  }

  private void conflict(Action.Say say, String conversation) {
    SendOutcome outcome =
        sendWithoutDevice(conversation, say.user(), outgoing(say, say.bytes() + 1));
    boolean refused =
        outcome instanceof SendOutcome.Rejected rejected
            && rejected.refusal().reason() == ErrorReason.IDEMPOTENCY_CONFLICT;
    if (refused) {
      board.tally().add(Tally.Count.CONFLICTS_REFUSED);
    } else {
      board.tally().surprise("the id of " + name(say) + " was used again and got " + outcome);
    }
  }

  private void record(
      Action.Say say, String conversation, long start, long end, SendOutcome outcome) {
    String id = ClientIds.of(say.message());
    if (outcome instanceof SendOutcome.Accepted accepted) {
      SendReceipt receipt = accepted.receipt();
      board
          .history()
          .write(
              new SendCall(
                  conversation,
                  say.user(),
                  id,
                  start,
                  end,
                  Outcome.OK,
                  receipt.seq(),
                  receipt.prevSeq(),
                  receipt.duplicate()));
      if (receipt.duplicate()) {
        board.tally().add(Tally.Count.DUPLICATES);
      }
      return;
    }
    boolean refused = outcome instanceof SendOutcome.Rejected;
    board.tally().add(refused ? Tally.Count.REFUSED : Tally.Count.UNKNOWN);
    board.tally().surprise(name(say) + " was not accepted: " + outcome);
    board
        .history()
        .write(
            SendCall.withoutSeq(
                conversation,
                say.user(),
                id,
                start,
                end,
                refused ? Outcome.FAIL : Outcome.UNKNOWN));
  }

  private SendOutcome sendWithoutDevice(String conversation, String user, Outgoing message) {
    try {
      return new SendOutcome.Accepted(conversations.send(conversation, user, message));
    } catch (SeqsvrException e) {
      return new SendOutcome.Rejected(e);
    } catch (MessageOutcomeUnknownException e) {
      return new SendOutcome.Unknown(String.valueOf(e.getMessage()));
    }
  }

  /** At most the largest body, and never the same bytes for another length. */
  private static Outgoing outgoing(Action.Say say, int bytes) {
    return new Outgoing(
        ClientIds.of(say.message()),
        Filler.body(say.message(), bytes),
        MessageKind.CHAT,
        true,
        true);
  }

  private static String name(Action.Say say) {
    return "message " + say.message() + " of " + say.user();
  }
}
