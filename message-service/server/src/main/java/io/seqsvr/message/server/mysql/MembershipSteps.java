package io.seqsvr.message.server.mysql;

import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.MembershipChange;
import io.seqsvr.message.server.lane.MembershipOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Changes of members, step by step, in a transaction that holds the lane's row. */
final class MembershipSteps {
  private final int memberLimit;
  private final InstantSource clock;

  MembershipSteps(int memberLimit, InstantSource clock) {
    this.memberLimit = memberLimit;
    this.clock = clock;
  }

  MembershipOutcome apply(Connection connection, MembershipChange change) throws SQLException {
    long nowMillis = clock.millis();
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

  private MembershipOutcome create(
      Connection connection, MembershipChange.Create create, long nowMillis) throws SQLException {
    List<String> members = distinct(create.members());
    if (members.size() > memberLimit) {
      return new MembershipOutcome.TooManyMembers(memberLimit);
    }
    Head head = new Head(create.conversation(), create.epoch(), 0, 0, 0);
    HeadSql.insert(connection, head, members.size());
    if (!members.isEmpty()) {
      MemberSql.join(connection, head, members, nowMillis);
    }
    return new MembershipOutcome.Done(true, members, head);
  }

  private MembershipOutcome add(
      Connection connection, Head head, List<String> users, long nowMillis) throws SQLException {
    if (users.isEmpty()) {
      return new MembershipOutcome.Done(false, users, head);
    }
    Set<String> there = MemberSql.lock(connection, head.conversation(), users);
    List<String> joining = users.stream().filter(user -> !there.contains(user)).toList();
    if (!joining.isEmpty()) {
      int count = HeadSql.memberCount(connection, head.conversation());
      if (count + joining.size() > memberLimit) {
        return new MembershipOutcome.TooManyMembers(memberLimit);
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
