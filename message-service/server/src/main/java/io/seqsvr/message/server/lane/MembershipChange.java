package io.seqsvr.message.server.lane;

import java.util.List;

/** A change of who is in a conversation. All may be repeated. */
public sealed interface MembershipChange {
  /** The conversation. */
  String conversation();

  /**
   * Makes the conversation with its first members; changes nothing if it is there.
   *
   * @param epoch identity of the new log
   */
  record Create(String conversation, long epoch, List<String> members) implements MembershipChange {
    public Create {
      members = List.copyOf(members);
    }
  }

  /** Adds those who are not members; they see what comes after the head. */
  record Add(String conversation, List<String> users) implements MembershipChange {
    public Add {
      users = List.copyOf(users);
    }
  }

  /** Removes those who are members; they see what is up to the head. */
  record Remove(String conversation, List<String> users) implements MembershipChange {
    public Remove {
      users = List.copyOf(users);
    }
  }
}
