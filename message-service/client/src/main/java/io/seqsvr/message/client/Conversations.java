package io.seqsvr.message.client;

import io.seqsvr.api.error.SeqsvrException;
import java.util.List;

/**
 * The calls about conversations that need no device: create, change, list, read. Thread-safe; every
 * method blocks until its answer, at most for the timeout, and repeats within it what may succeed
 * later.
 *
 * <p>All methods throw {@link SeqsvrException} if they are refused, and {@link
 * MessageOutcomeUnknownException} if there was no answer in time; then they may be called again.
 */
public interface Conversations extends AutoCloseable {
  /** Begins the description: {@code host:port} of the message service. */
  static ConversationsBuilder builder(String address) {
    return new ConversationsBuilder(address);
  }

  /**
   * Creates a group.
   *
   * @return whether it was not there; if it was, nothing is changed
   */
  boolean createGroup(String conversation, List<String> members);

  /**
   * Creates the conversation of two users.
   *
   * @return its id, the same whoever of them asks
   */
  String createPair(String userA, String userB);

  /**
   * Adds members, 1 to 1000.
   *
   * @return how many were not members before
   */
  int addMembers(String conversation, List<String> users);

  /**
   * Removes members, 1 to 1000.
   *
   * @return how many were members before
   */
  int removeMembers(String conversation, List<String> users);

  /** All conversations of a user, page by page, in the order of their ids. */
  List<ConversationInfo> list(String user);

  /** Sends one message without a connection of a device. */
  SendReceipt send(String conversation, String sender, Outgoing message);

  /**
   * Reads messages with {@code afterSeq < seq <= upToSeq}.
   *
   * @param upToSeq 0 for the head
   * @param limit 1 to 1000
   */
  MessagePage pull(String user, String conversation, long afterSeq, long upToSeq, int limit);

  /** Moves a read pointer forward. */
  ReadState markRead(String user, String conversation, long readSeq);

  /** Unread counts, in the order asked for: 1 to 1000 conversations. */
  List<ReadState> unread(String user, List<String> conversations);

  @Override
  void close();
}
