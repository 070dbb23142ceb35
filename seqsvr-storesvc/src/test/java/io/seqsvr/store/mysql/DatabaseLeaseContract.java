package io.seqsvr.store.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.database.Connections;
import io.seqsvr.database.DatabaseSettings;
import io.seqsvr.database.FaultyCommits;
import io.seqsvr.database.FaultyCommits.Fate;
import io.seqsvr.store.core.Acquire;
import io.seqsvr.store.core.FenceLease;
import io.seqsvr.store.core.LeaseDecision;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionUpdate;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a database adds to the contract of leases: hunts a lost ack that counts, a fence that slips
 * in between the look at a lease and the commit that rests on it, and locks in a circle.
 */
abstract class DatabaseLeaseContract extends DatabaseStorageContract {
  /** The holder would count from the second run what an observer has seen before. */
  @Test
  void lostAckOfARenewalDoesNotCount() throws Exception {
    String id = newOwner();
    FaultyCommits commits = new FaultyCommits(pool());
    use(commits);
    commits.next(Fate.DONE_UNHEARD);
    LeaseDecision unheard = renew(id, 1);
    assertThat(unheard.isDone()).isFalse();
    assertThat(unheard.row().orElseThrow().version()).isEqualTo(2);
    commits.next(Fate.NOT_DONE);
    LeaseDecision second = renew(id, 2);
    assertThat(second.isDone()).as("the second run has moved it").isTrue();
    assertThat(second.row().orElseThrow().version()).isEqualTo(3);

    for (Fate fate : List.of(Fate.DONE_UNHEARD, Fate.NOT_DONE)) {
      String made = RandomId.next();
      commits.next(fate);
      assertThat(renew(made, 0).isDone()).isEqualTo(fate == Fate.NOT_DONE);
      assertThat(find(made)).isPresent();
      commits.next(fate);
      assertThat(fenceLease(made, 1).isDone()).isTrue();
      assertThat(find(made).orElseThrow().version()).isEqualTo(2);
    }
  }

  /** Else an incarnation could take a section after observers have been told that it is over. */
  @Test
  void fenceWaitsForTheAcquiresThatHaveReadTheLease() throws Exception {
    String owner = newOwner();
    put(SectionRow.unused(50));
    MysqlSectionStorage others = use(pool());
    List<SeqsvrException> refusals = new ArrayList<>();
    use(
        new Interruptions(
            pool(),
            "UPDATE JSON_TABLE",
            () ->
                refusals.add(
                    catchThrowableOfType(
                        SeqsvrException.class,
                        () -> others.changeLease(new FenceLease(owner, 1), 0)))),
        Duration.ofSeconds(10));
    Acquire acquire = new Acquire(50, 0, owner, RandomId.next(), STEP);
    assertThat(done(acquire)).isEqualTo(row(50));
    assertThat(refusals)
        .as("the lease is locked")
        .extracting(SeqsvrException::reason)
        .containsExactly(ErrorReason.STORE_UNAVAILABLE);
    assertThat(fenceLease(owner, 1).isDone()).isTrue();
  }

  /** Hunts a database that does not keep its locks: the row is another than the one decided on. */
  @Test
  void aRowThatChangedUnderItsLockIsNotWritten() throws Exception {
    SectionRow stored = new SectionRow(54, 3, "", 100, 200, "");
    put(stored);
    for (SectionRow before :
        List.of(new SectionRow(54, 2, "", 100, 200, ""), new SectionRow(54, 3, "", 100, 199, ""))) {
      SectionRow after = new SectionRow(54, 4, newOwner(), 200, 300, "");
      try (Connection connection = pool().getConnection()) {
        assertThatIllegalStateException()
            .isThrownBy(
                () -> SectionSql.update(connection, List.of(new SectionUpdate(before, after))))
            .withMessageContaining("0 of 1");
        connection.rollback();
      }
    }
    assertThat(row(54)).isEqualTo(stored);
  }

  /** Acquires of one owner's sections, and of one acquirer, do not wait for each other's leases. */
  @Test
  void acquiresShareTheLeasesThatTheyRestOn() throws Exception {
    String owner = newOwner();
    put(SectionRow.unused(51));
    put(SectionRow.unused(52));
    MysqlSectionStorage others = use(pool());
    Acquire second = new Acquire(52, 0, owner, RandomId.next(), STEP);
    use(
        new Interruptions(
            pool(),
            "UPDATE JSON_TABLE",
            () -> assertThat(others.apply(List.of(second)).get(0).refusal()).isEmpty()));
    done(new Acquire(51, 0, owner, RandomId.next(), STEP));
  }

  /** A lease that another transaction has locked holds up nobody who does not ask for it. */
  @Test
  void otherLeasesAreNotWaitedFor() throws Exception {
    String locked = newOwner();
    String owner = newOwner();
    put(SectionRow.unused(53));
    try (Connection other = database().connect(DATABASE);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.executeQuery(
          "SELECT * FROM node_lease WHERE incarnation = '" + locked + "' FOR UPDATE");
      assertThat(renew(owner, 1).isDone()).isTrue();
      assertThat(renew(RandomId.next(), 0).isDone()).isTrue();
      done(new Acquire(53, 0, owner, RandomId.next(), STEP));
      assertThat(find(locked)).isPresent();
      other.rollback();
    }
  }

  /** The database ends such a wait by itself, and the second run would hide it. */
  @Test
  @Override
  protected void concurrentTakeOversRenewalsAndFencesDoNotBlockEachOther() throws Exception {
    long before = deadlocks();
    super.concurrentTakeOversRenewalsAndFencesDoNotBlockEachOther();
    assertThat(deadlocks()).isEqualTo(before);
  }

  private long deadlocks() throws Exception {
    String sql =
        "SELECT count FROM information_schema.INNODB_METRICS WHERE name = 'lock_deadlocks'";
    try (Connection connection = database().connect(DATABASE);
        Statement statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getLong(1);
    }
  }

  @Test
  void aTakeOverOfManySectionsIsAHandfulOfRoundTrips() throws Exception {
    String dead = newOwner();
    fence(dead);
    String next = newOwner();
    List<Acquire> all = new ArrayList<>();
    for (int id = 0; id < SECTIONS; id++) {
      put(new SectionRow(id, 1, dead, 100, 200, RandomId.next()));
      all.add(new Acquire(id, 1, next, RandomId.next(), STEP));
    }
    DatabaseSettings settings =
        withUrl(database().jdbcUrl(DATABASE) + "&queryInterceptors=" + RoundTrips.class.getName());
    try (HikariDataSource counted = Connections.pool(settings, "counted", connection -> {})) {
      MysqlSectionStorage storage = use(counted);
      storage.read(0, 0); // opens a connection
      int unused = RoundTrips.take();
      assertThat(storage.apply(all)).allMatch(decision -> decision.isWrite());
      assertThat(RoundTrips.take()).isBetween(5, 12);
    } finally {
      for (int id = 0; id < SECTIONS; id++) {
        put(SectionRow.unused(id));
      }
    }
  }

  private DatabaseSettings withUrl(String url) {
    DatabaseSettings s = database().settings(DATABASE);
    return new DatabaseSettings(
        s.keyPrefix(),
        url,
        s.username(),
        s.password(),
        1,
        s.connectTimeout(),
        s.socketTimeout(),
        s.lockWaitTimeout(),
        s.pausedWriterTimeout(),
        s.migrate(),
        s.allowUnsafeDurability());
  }
}
