package io.seqsvr.message.server.mysql;

import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.MembershipChange;
import io.seqsvr.message.server.lane.MembershipOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Changes of members, step by step, in a transaction that holds the lane's row. */
final class MembershipSteps {
  private MembershipSteps() {}

  static MembershipOutcome apply(Connection connection, MembershipChange change, long nowMillis)
      throws SQLException {
    String conversation = change.conversation();
    Head head = HeadSql.lock(connection, List.of(conversation)).get(conversation);
    if (change instanceof MembershipChange.Create create) {
      return head == null
          ? create(connection, create, nowMillis)
          : new MembershipOutcome.Done(false, List.of(), head);
    }
    if (head == null) {
      return new MembershipOutcome.NotFound();
    }
    if (change instanceof MembershipChange.Add add) {
      return add(connection, head, distinct(add.users()), nowMillis);
    }
    return remove(
        connection, head, distinct(((MembershipChange.Remove) change).users()), nowMillis);
  }

  private static MembershipOutcome create(
      Connection connection, MembershipChange.Create create, long nowMillis) throws SQLException {
    List<String> members = distinct(create.members());
    if (members.size() > MessageLimits.MEMBERS_PER_GROUP) {
      return new MembershipOutcome.TooManyMembers(MessageLimits.MEMBERS_PER_GROUP);
    }
    Head head = new Head(create.conversation(), create.epoch(), 0, 0, 0);
    HeadSql.insert(connection, head, members.size());
    if (!members.isEmpty()) {
      MemberSql.join(connection, head, members, nowMillis);
    }
    return new MembershipOutcome.Done(true, members, head);
  }

  private static MembershipOutcome add(
      Connection connection, Head head, List<String> users, long nowMillis) throws SQLException {
    if (users.isEmpty()) {
      return new MembershipOutcome.Done(false, users, head);
    }
    Set<String> there = MemberSql.lock(connection, head.conversation(), users);
    List<String> joining = users.stream().filter(user -> !there.contains(user)).toList();
    if (!joining.isEmpty()) {
      int count = HeadSql.memberCount(connection, head.conversation());
      if (count + joining.size() > MessageLimits.MEMBERS_PER_GROUP) {
        return new MembershipOutcome.TooManyMembers(MessageLimits.MEMBERS_PER_GROUP);
      }
      MemberSql.join(connection, head, joining, nowMillis);
      HeadSql.addToMemberCount(connection, head.conversation(), joining.size());
    }
    return new MembershipOutcome.Done(false, joining, head);
  }

  private static MembershipOutcome remove(
      Connection connection, Head head, List<String> users, long nowMillis) throws SQLException {
    if (users.isEmpty()) {
      return new MembershipOutcome.Done(false, users, head);
    }
    Set<String> there = MemberSql.lock(connection, head.conversation(), users);
    List<String> leaving = users.stream().filter(there::contains).toList();
    if (!leaving.isEmpty()) {
      MemberSql.leave(connection, head, leaving, nowMillis);
      HeadSql.addToMemberCount(connection, head.conversation(), -leaving.size());
    }
    return new MembershipOutcome.Done(false, leaving, head);
  }

  private static List<String> distinct(List<String> users) {
    return users.stream().distinct().toList();
  }
}
