package io.seqsvr.message.client;

import java.util.List;

/**
 * A part of a conversation.
 *
 * @param conversation its id
 * @param epoch identity of its log
 * @param messages ascending
 * @param coveredTo every message above the start of the range and up to here is in the page
 * @param hasMore whether there is more up to the end of the range
 * @param head seq of the last message that the user may see
 * @param floor messages up to here have been removed, 0 if none
 */
public record MessagePage(
    String conversation,
    long epoch,
    List<Incoming> messages,
    long coveredTo,
    boolean hasMore,
    long head,
    long floor) {
  public MessagePage {
    messages = List.copyOf(messages);
  }
}
