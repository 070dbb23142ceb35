package io.seqsvr.message.server.core;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The one way to change conversations: every change goes through the conversation's lane, one after
 * the other. Thread-safe; no method blocks. Futures complete in the lane's thread: what depends on
 * them must be short.
 *
 * <p>Futures of membership changes end exceptionally with {@code SeqsvrException} if nothing was
 * changed and nothing will be, with {@link OutcomeUnknownException} if that is not known. Changes
 * may be repeated.
 */
public interface MessageLog {
  /** Stores a message, or finds that it is stored. Never ends exceptionally. */
  CompletableFuture<SendResult> send(Draft draft);

  /**
   * Creates a conversation.
   *
   * @return whether it was not there
   */
  CompletableFuture<Boolean> create(String conversation, List<String> members);

  /**
   * Adds members.
   *
   * @return how many were not members before
   */
  CompletableFuture<Integer> addMembers(String conversation, List<String> users);

  /**
   * Removes members.
   *
   * @return how many were members before
   */
  CompletableFuture<Integer> removeMembers(String conversation, List<String> users);
}
