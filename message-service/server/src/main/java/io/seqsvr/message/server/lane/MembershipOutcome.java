package io.seqsvr.message.server.lane;

import java.util.List;

/** How a change of members ended. */
public sealed interface MembershipOutcome {
  /**
   * It is durable, or there was nothing to do.
   *
   * @param created whether the conversation was made
   * @param users whom it changed something for
   * @param head of the conversation when it was done
   */
  record Done(boolean created, List<String> users, Head head) implements MembershipOutcome {
    public Done {
      users = List.copyOf(users);
    }
  }

  /** There is no such conversation. */
  record NotFound() implements MembershipOutcome {}

  /** The conversation would have more members than allowed; nothing was changed. */
  record TooManyMembers(int limit) implements MembershipOutcome {}

  /** Another owner has taken the lane; nothing was changed. */
  record Fenced(long epochFound) implements MembershipOutcome {}

  /** The database did not carry it out, or nobody knows. */
  record Failed(boolean unknown, Exception cause) implements MembershipOutcome {}
}
