package io.seqsvr.message.client.internal;

import java.util.List;
import java.util.OptionalLong;

/** The calls that need no connection of a device: one attempt each. Thread-safe; they block. */
public interface Calls {
  /** A conversation as one user sees it. */
  record State(
      String conversation,
      long epoch,
      long headSeq,
      long joinedSeq,
      OptionalLong leftSeq,
      long readSeq,
      long unread) {}

  /** Part of the conversations of a user. */
  record States(List<State> states, boolean more) {
    public States {
      states = List.copyOf(states);
    }
  }

  /** Whether it was not there. */
  Attempt<Boolean> createGroup(String conversation, List<String> members, long timeoutNanos);

  /** Its id. */
  Attempt<String> createPair(String userA, String userB, long timeoutNanos);

  /** How many were not there. */
  Attempt<Integer> addMembers(String conversation, List<String> users, long timeoutNanos);

  /** How many were there. */
  Attempt<Integer> removeMembers(String conversation, List<String> users, long timeoutNanos);

  /** Those after an id. */
  Attempt<States> list(String user, String after, long timeoutNanos);

  /** Where the message stands. */
  Attempt<Receipt> send(String conversation, String sender, Draft draft, long timeoutNanos);

  /** A part of the conversation; {@code upToSeq} 0 means its head. */
  Attempt<Page> pull(
      String user, String conversation, long afterSeq, long upToSeq, int limit, long timeoutNanos);

  /** The pointer afterwards. */
  Attempt<ReadPosition> markRead(String user, String conversation, long readSeq, long timeoutNanos);

  /** In the order of the ids. */
  Attempt<List<ReadPosition>> unread(String user, List<String> conversations, long timeoutNanos);

  /** Ends the connections. */
  void close();
}
