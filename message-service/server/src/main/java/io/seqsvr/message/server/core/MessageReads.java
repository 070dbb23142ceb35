package io.seqsvr.message.server.core;

import io.seqsvr.api.error.SeqsvrException;
import java.util.List;

/**
 * Reads of the log, and the writes that no order depends on. Every answer is of one snapshot, and
 * none reaches beyond a committed head (M3). Thread-safe; all methods block for as long as the
 * database takes, at most the configured timeouts.
 *
 * <p>All methods throw {@link SeqsvrException}: CONVERSATION_NOT_FOUND; NOT_A_MEMBER for a user who
 * never was one; STORE_UNAVAILABLE if the database does not answer.
 */
public interface MessageReads {
  /** A conversation as a user sees it. */
  Visibility visibility(String user, String conversation);

  /**
   * Messages with {@code afterSeq < seq <= upToSeq}, ascending.
   *
   * @param upToSeq {@link Long#MAX_VALUE} for the head
   * @param limit most messages, at least 1
   * @param maxBytes of bodies after which the page ends; it has at least one message if there is
   *     one
   */
  LogPage page(
      String user, String conversation, long afterSeq, long upToSeq, int limit, int maxBytes);

  /**
   * Conversations of a user whose ids are after the given one, in the order of their bytes; those
   * that the user left included.
   */
  List<ConversationState> conversations(String user, String after, int limit);

  /** Only the visibilities of {@link #conversations}, which is cheaper. */
  List<Visibility> visibilities(String user, String after, int limit);

  /** Unread counts, in the order asked for. */
  List<ReadState> unread(String user, List<String> conversations);

  /** Moves a read pointer forward, at most to the visible head; never back. */
  ReadState markRead(String user, String conversation, long readSeq);

  /**
   * Notes a new connection of a device.
   *
   * @return its session epoch, larger than all before it, at least 1
   */
  long openSession(String user, String device);
}
