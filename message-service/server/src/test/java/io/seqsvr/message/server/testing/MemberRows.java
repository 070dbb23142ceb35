package io.seqsvr.message.server.testing;

import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.MembershipChange;
import io.seqsvr.message.server.lane.MembershipOutcome;
import io.seqsvr.message.server.testing.LogTables.Log;
import io.seqsvr.message.server.testing.LogTables.Member;
import java.util.List;
import java.util.stream.Stream;

/** What a change of members does to the rows. Stateless. */
final class MemberRows {
  /** What would be written, and what would be answered then. */
  record Plan(Runnable write, MembershipOutcome outcome) {}

  private MemberRows() {}

  static Plan plan(LogTables tables, MembershipChange change, int limit) {
    Log log = tables.logs.get(change.conversation());
    if (change instanceof MembershipChange.Create create) {
      return log == null
          ? create(tables, create, limit)
          : done(MemberRows::nothing, List.of(), log);
    }
    if (log == null) {
      return new Plan(MemberRows::nothing, new MembershipOutcome.NotFound());
    }
    return change instanceof MembershipChange.Add add
        ? add(log, add.users(), limit)
        : remove(log, ((MembershipChange.Remove) change).users());
  }

  private static Plan create(LogTables tables, MembershipChange.Create create, int limit) {
    List<String> members = create.members().stream().distinct().toList();
    if (members.size() > limit) {
      return new Plan(MemberRows::nothing, new MembershipOutcome.TooManyMembers(limit));
    }
    Head head = new Head(create.conversation(), create.epoch(), 0, 0, 0);
    Log log = new Log(head);
    members.forEach(user -> log.members.put(user, new Member(0, Visibility.STILL_MEMBER, 0)));
    return new Plan(
        () -> tables.logs.put(create.conversation(), log),
        new MembershipOutcome.Done(true, members, head));
  }

  private static Plan add(Log log, List<String> users, int limit) {
    List<String> joining = users.stream().distinct().filter(user -> !isMember(log, user)).toList();
    if (log.memberCount() + joining.size() > limit) {
      return new Plan(MemberRows::nothing, new MembershipOutcome.TooManyMembers(limit));
    }
    return done(() -> joining.forEach(user -> join(log, user)), joining, log);
  }

  private static Plan remove(Log log, List<String> users) {
    List<String> leaving = users.stream().distinct().filter(user -> isMember(log, user)).toList();
    return done(() -> leaving.forEach(user -> leave(log, user)), leaving, log);
  }

  private static Plan done(Runnable write, List<String> users, Log log) {
    return new Plan(write, new MembershipOutcome.Done(false, users, log.head));
  }

  private static void nothing() {}

  private static boolean isMember(Log log, String user) {
    return Stream.ofNullable(log.members.get(user)).anyMatch(Member::isMember);
  }

  private static void join(Log log, String user) {
    Member former = log.members.get(user);
    long readSeq = former == null ? 0 : former.readSeq();
    log.members.put(user, new Member(log.head.headSeq(), Visibility.STILL_MEMBER, readSeq));
  }

  private static void leave(Log log, String user) {
    log.members.computeIfPresent(
        user, (id, member) -> new Member(member.joinedSeq(), log.head.headSeq(), member.readSeq()));
  }
}
