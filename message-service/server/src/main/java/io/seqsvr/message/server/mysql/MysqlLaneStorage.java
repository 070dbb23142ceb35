package io.seqsvr.message.server.mysql;

import io.seqsvr.database.Attempt;
import io.seqsvr.database.Transactions;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.lane.Append;
import io.seqsvr.message.server.lane.CommitOutcome;
import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.LaneEpoch;
import io.seqsvr.message.server.lane.LaneStorage;
import io.seqsvr.message.server.lane.Membership;
import io.seqsvr.message.server.lane.MembershipChange;
import io.seqsvr.message.server.lane.MembershipOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lanes in MySQL or MariaDB: one transaction a batch; the lane's row, the heads, the messages and
 * the heads again in one statement each, and a commit. Thread-safe; methods block as {@link
 * Transactions} says.
 *
 * <p>Every transaction that writes locks the lane's row first, then conversations in the order of
 * their keys, then members. So two of them never wait for each other in a circle. Nothing but the
 * database is called while locks are held.
 *
 * <p>A transaction that finds the lane or a head changed is committed without having written, which
 * costs what a rollback costs; if the answer gets lost, its outcome is unknown like any other.
 */
public final class MysqlLaneStorage implements LaneStorage {
  private static final Logger log = LoggerFactory.getLogger(MysqlLaneStorage.class);

  /**
   * Runs of {@link #acquireLanes} that wait for locks. Each waits for as long as the database lets
   * it, at least a second; a paused owner is dropped, and its locks with it, after 1 to 30 s.
   */
  private static final int ACQUIRE_LOCK_WAITS = 40;

  /** Runs of {@link #acquireLanes} that fail in another way. */
  private static final int ACQUIRE_FAILURES = 3;

  private final Transactions transactions;
  private final MembershipSteps membership;

  /**
   * Lanes on the rows of a database.
   *
   * @param memberLimit most members of a conversation, at least 1
   * @param clock for stamps that people look at
   */
  public MysqlLaneStorage(Transactions transactions, int memberLimit, InstantSource clock) {
    this.transactions = transactions;
    this.membership = new MembershipSteps(memberLimit, clock);
  }

  /** A run too many raises the epochs once more, which does no harm. */
  @Override
  public List<LaneEpoch> acquireLanes() {
    int lockWaits = 0;
    int failures = 0;
    while (true) {
      try {
        return transactions.once(HeadSql::raiseAll).resultOrThrow();
      } catch (SQLException e) {
        boolean waited = SqlFailure.of(e) == SqlFailure.LOCKED;
        lockWaits += waited ? 1 : 0;
        failures += waited ? 0 : 1;
        if (lockWaits == ACQUIRE_LOCK_WAITS || failures == ACQUIRE_FAILURES) {
          throw transactions.unavailable(e);
        }
      }
    }
  }

  @Override
  public boolean ownsLanes(List<LaneEpoch> lanes) {
    return transactions.read(HeadSql::epochs).equals(lanes);
  }

  @Override
  public Lookup lookup(
      Collection<String> conversations,
      Collection<Membership> memberships,
      Collection<SendKey> sends) {
    return transactions.run(
        connection ->
            new Lookup(
                HeadSql.read(connection, conversations),
                MemberSql.find(connection, memberships),
                MessageSql.find(connection, sends)));
  }

  @Override
  public CommitOutcome commit(LaneEpoch lane, List<Append> appends) {
    Attempt<CommitOutcome> attempt =
        transactions.once(connection -> append(connection, lane, appends));
    if (attempt instanceof Attempt.RolledBack<CommitOutcome> rolledBack) {
      SQLException cause = rolledBack.cause();
      if (SqlFailure.of(cause) == SqlFailure.REFUSED) {
        logRefused(cause);
        return new CommitOutcome.Refused(cause);
      }
      return new CommitOutcome.RolledBack(logged(cause));
    }
    if (attempt instanceof Attempt.Unknown<CommitOutcome> unknown) {
      return new CommitOutcome.Unknown(logged(unknown.cause()));
    }
    return ((Attempt.Committed<CommitOutcome>) attempt).result();
  }

  private static CommitOutcome append(Connection connection, LaneEpoch lane, List<Append> appends)
      throws SQLException {
    long epoch = HeadSql.lockLane(connection, lane.lane());
    if (epoch != lane.epoch()) {
      return new CommitOutcome.Fenced(epoch);
    }
    Map<String, Head> heads =
        HeadSql.lock(
            connection, appends.stream().map(append -> append.expected().conversation()).toList());
    List<Append.Row> rows = new ArrayList<>();
    List<Head> newHeads = new ArrayList<>();
    for (Append append : appends) {
      Head head = heads.get(append.expected().conversation());
      if (head == null || !isSame(head, append.expected())) {
        return new CommitOutcome.HeadsMoved(heads);
      }
      rows.addAll(append.rows());
      newHeads.add(after(head, append.rows()));
    }
    MessageSql.insert(connection, rows);
    HeadSql.update(connection, newHeads);
    return new CommitOutcome.Committed();
  }

  /** The floor is not compared: nobody's prev_seq or count_no depends on it. */
  private static boolean isSame(Head head, Head expected) {
    return head.epoch() == expected.epoch()
        && head.headSeq() == expected.headSeq()
        && head.headNo() == expected.headNo();
  }

  /**
   * The head that rows lead to.
   *
   * @throws IllegalArgumentException if they do not begin at the head or leave one another out
   */
  private static Head after(Head head, List<Append.Row> rows) {
    long seq = head.headSeq();
    long no = head.headNo();
    for (Append.Row row : rows) {
      if (row.message().prevSeq() != seq
          || row.message().countNo() != no + (row.message().counted() ? 1 : 0)) {
        throw new IllegalArgumentException(
            "message " + row.message().seq() + " does not follow seq " + seq + ", number " + no);
      }
      seq = row.message().seq();
      no = row.message().countNo();
    }
    return new Head(head.conversation(), head.epoch(), seq, no, head.floorSeq());
  }

  @Override
  public Resolution resolve(LaneEpoch lane, Collection<SendKey> sends) {
    return transactions.run(
        connection -> {
          boolean owned = HeadSql.lockLane(connection, lane.lane()) == lane.epoch();
          return new Resolution(owned, MessageSql.find(connection, sends));
        });
  }

  @Override
  public MembershipOutcome change(LaneEpoch lane, MembershipChange change) {
    Attempt<MembershipOutcome> attempt =
        transactions.once(
            connection -> {
              long epoch = HeadSql.lockLane(connection, lane.lane());
              return epoch == lane.epoch()
                  ? membership.apply(connection, change)
                  : new MembershipOutcome.Fenced(epoch);
            });
    if (attempt instanceof Attempt.RolledBack<MembershipOutcome> rolledBack) {
      return new MembershipOutcome.Failed(false, logged(rolledBack.cause()));
    }
    if (attempt instanceof Attempt.Unknown<MembershipOutcome> unknown) {
      return new MembershipOutcome.Failed(true, logged(unknown.cause()));
    }
    return ((Attempt.Committed<MembershipOutcome>) attempt).result();
  }

  /** Without the text, which has ids in it. */
  private static void logRefused(SQLException cause) {
    if (SqlFailure.isTakenPrimaryKey(cause)) {
      log.error(
          "ALARM: a message above the head of its conversation was there already (error {}, SQL"
              + " state {}): has somebody else written messages, or set a head back?",
          cause.getErrorCode(),
          cause.getSQLState());
    } else {
      log.warn(
          "the database refused a message (error {}, SQL state {})",
          cause.getErrorCode(),
          cause.getSQLState());
    }
  }

  private SQLException logged(SQLException cause) {
    var unused = transactions.unavailable(cause);
    return cause;
  }
}
