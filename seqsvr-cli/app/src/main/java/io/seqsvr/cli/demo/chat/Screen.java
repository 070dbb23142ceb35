package io.seqsvr.cli.demo.chat;

import io.seqsvr.history.Shown;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageListener;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where a user's device shows its messages: every one goes to the history, and counts for the
 * end-to-end latency if the device had been connected when it was sent. Thread-safe; lives as long
 * as the user, through all connections.
 */
final class Screen implements MessageListener {
  private static final long AWAY = Long.MAX_VALUE;

  private final String user;
  private final Board board;
  private volatile long presentSinceNanos = AWAY;

  Screen(String user, Board board) {
    this.user = user;
    this.board = board;
  }

  /** The device connects, or tries to, from now on. */
  void present() {
    presentSinceNanos = board.clock().nanoTime();
  }

  /** The device is away from now on. */
  void away() {
    presentSinceNanos = AWAY;
  }

  @Override
  public void onMessage(Incoming message) {
    long now = board.clock().nanoTime();
    board
        .history()
        .write(
            new Shown(
                message.conversation(),
                user,
                SdkGateway.DEVICE,
                message.seq(),
                message.prevSeq(),
                message.clientMsgId(),
                message.sender(),
                now));
    board.tally().add(Tally.Count.SHOWN);
    board.meter().shown(now);
    OptionalInt number = ClientIds.message(message.clientMsgId());
    OptionalLong start =
        number.isPresent() ? board.starts().of(number.getAsInt()) : OptionalLong.empty();
    if (start.isPresent() && start.getAsLong() >= presentSinceNanos) {
      board.meter().delivered(now, now - start.getAsLong());
    }
  }

  @Override
  public void onReset(String conversation) {
    board.tally().surprise("the log of " + conversation + " was reset on the device of " + user);
  }

  @Override
  public void onStopped(String reason) {
    board.tally().surprise("the device of " + user + " was stopped: " + reason);
  }
}
