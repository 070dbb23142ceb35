package io.seqsvr.message.server.core;

import java.util.List;

/**
 * Told of every change of a conversation after its commit, in the order of the commits. Called in
 * the lane's thread: must be short and must not block or throw.
 */
public interface LogListener {
  /**
   * Messages were committed.
   *
   * @param epoch of the conversation's log
   * @param messages of one conversation, ascending, without a hole between them
   */
  void onMessages(String conversation, long epoch, List<StoredMessage> messages);

  /** Users joined: they see what comes after {@link Visibility#joinedSeq}. */
  void onJoined(List<String> users, Visibility visibility);

  /** Users left: they see what is up to {@link Visibility#leftSeq}. */
  void onLeft(List<String> users, Visibility visibility);
}
