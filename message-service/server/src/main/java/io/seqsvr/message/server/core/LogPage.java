package io.seqsvr.message.server.core;

import java.util.List;

/**
 * A part of a conversation, as one user may see it.
 *
 * @param visibility the conversation in the same snapshot as the messages
 * @param messages ascending
 * @param coveredTo every message above the start of the range and up to here that there is, and
 *     ever will be, is in it; never beyond the visible head of the same snapshot
 * @param hasMore whether there is more between coveredTo and the end of the range
 */
public record LogPage(
    Visibility visibility, List<StoredMessage> messages, long coveredTo, boolean hasMore) {
  public LogPage {
    messages = List.copyOf(messages);
  }
}
