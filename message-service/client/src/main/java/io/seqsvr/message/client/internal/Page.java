package io.seqsvr.message.client.internal;

import java.util.List;

/**
 * A part of a conversation: every message above the start of its range and up to {@code coveredTo}.
 *
 * @param messages ascending
 * @param head seq of the last message that the user may see
 * @param floor messages up to here have been removed, 0 if none
 */
public record Page(
    String conversation,
    long epoch,
    List<Message> messages,
    long coveredTo,
    boolean hasMore,
    long head,
    long floor) {
  public Page {
    messages = List.copyOf(messages);
  }
}
