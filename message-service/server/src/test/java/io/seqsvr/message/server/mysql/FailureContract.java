package io.seqsvr.message.server.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.database.FaultyCommits;
import io.seqsvr.database.FaultyCommits.Fate;
import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.lane.Append;
import io.seqsvr.message.server.lane.CommitOutcome;
import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.LaneEpoch;
import io.seqsvr.message.server.lane.LaneStorage;
import io.seqsvr.message.server.lane.Membership;
import io.seqsvr.message.server.lane.MembershipChange;
import io.seqsvr.message.server.lane.MembershipOutcome;
import io.seqsvr.message.server.testing.LogWriter;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * What a real database adds to the contracts: answers that get lost, outages, sizes. Hunts an
 * outcome that is told otherwise than it is, a wait without an end, and an acknowledged message
 * that is gone.
 */
@Timeout(120)
abstract class FailureContract {
  /** Twice the connect and socket timeouts of the test settings, and a slow machine. */
  private static final Duration BOUND = Duration.ofSeconds(8);

  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /** Answers other than "done". */
  private final AtomicInteger failures = new AtomicInteger();

  private LogDatabase database;
  private LaneStorage storage;
  private LogWriter log;

  /** An empty database. */
  abstract LogDatabase open();

  @BeforeEach
  void openDatabase() {
    database = open();
    storage = LogDatabase.storage(database.pool());
    log = new LogWriter(storage);
    log.create("c", "u");
  }

  @Test
  void anUnheardCommitIsUnknownAndResolvingTellsTheTruth() {
    FaultyCommits commits = database.faultyCommits();
    MysqlLaneStorage faulty = LogDatabase.storage(commits);
    for (Fate fate : List.of(Fate.DONE_UNHEARD, Fate.NOT_DONE)) {
      Head head = log.head("c");
      Append append = LogWriter.append(head, head.headSeq() + 1, draft(fate.name()));
      commits.next(fate);

      assertThat(faulty.commit(log.lane(), List.of(append)))
          .isInstanceOf(CommitOutcome.Unknown.class);

      LaneStorage.Resolution resolution = storage.resolve(log.lane(), keys(append));
      assertThat(resolution.owned()).isTrue();
      assertThat(resolution.sends()).hasSize(fate == Fate.DONE_UNHEARD ? 1 : 0);
      assertThat(log.head("c").headSeq())
          .isEqualTo(head.headSeq() + (fate == Fate.DONE_UNHEARD ? 1 : 0));
    }
  }

  @Test
  void anUnheardChangeOfMembersIsUnknownAndMayBeRepeated() {
    FaultyCommits commits = database.faultyCommits();
    MysqlLaneStorage faulty = LogDatabase.storage(commits);
    for (Fate fate : List.of(Fate.DONE_UNHEARD, Fate.NOT_DONE)) {
      commits.next(fate);
      MembershipChange add = new MembershipChange.Add("c", List.of(fate.name()));
      assertThat(faulty.change(log.lane(), add))
          .isInstanceOfSatisfying(
              MembershipOutcome.Failed.class, failed -> assertThat(failed.unknown()).isTrue());
      assertThat(storage.change(log.lane(), add)).isInstanceOf(MembershipOutcome.Done.class);
      Membership membership = new Membership("c", fate.name());
      assertThat(storage.lookup(List.of(), List.of(membership), List.of()).members())
          .containsExactly(membership);
    }
  }

  /** A head that was set back is an alarm, in whose text nobody is named. */
  @Test
  void aTakenSeqIsAnAlarmWithoutIds() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(MysqlLaneStorage.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      Head head = log.head("c");
      Append first = LogWriter.append(head, 1, draft("first"));
      assertThat(storage.commit(log.lane(), List.of(first)))
          .isInstanceOf(CommitOutcome.Committed.class);
      Append again = LogWriter.append(log.head("c"), 2, draft("first"));
      assertThat(storage.commit(log.lane(), List.of(again)))
          .isInstanceOf(CommitOutcome.Refused.class);
      try (Connection connection = database.server().connect(database.name());
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("UPDATE conversation SET head_seq = 0, head_no = 0");
      }
      assertThat(storage.commit(log.lane(), List.of(LogWriter.append(head, 1, draft("other")))))
          .isInstanceOf(CommitOutcome.Refused.class);
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.ERROR);
    assertThat(lines.list)
        .allSatisfy(
            line ->
                assertThat(line.getFormattedMessage())
                    .contains("error 1062, SQL state 23000")
                    .doesNotContain("Duplicate", "first", "other"));
  }

  /** The raise runs again, and no epoch that it returns was ever returned before. */
  @Test
  void anUnheardRaiseIsRaisedAgain() {
    FaultyCommits commits = database.faultyCommits();
    commits.next(Fate.DONE_UNHEARD);
    List<LaneEpoch> lanes = LogDatabase.storage(commits).acquireLanes();
    assertThat(lanes.get(0).epoch()).isEqualTo(log.lane().epoch() + 2);
  }

  @Test
  void killedDatabaseIsToldAndComesBack() throws Exception {
    outage(database.server()::kill, database.server()::restart);
  }

  @Test
  void hungDatabaseIsToldWithinTheBoundAndComesBack() throws Exception {
    outage(database.server()::pause, database.server()::resume);
  }

  private interface Act {
    void run() throws Exception;
  }

  private void outage(Act begin, Act end) throws Exception {
    Append append = LogWriter.append(log.head("c"), 1, draft("m"));
    begin.run();
    try {
      for (int i = 0; i < 2; i++) {
        long start = System.nanoTime();
        assertThat(storage.commit(log.lane(), List.of(append)))
            .isInstanceOf(CommitOutcome.RolledBack.class);
        assertUnavailable(() -> storage.lookup(List.of("c"), List.of(), List.of()));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      }
      assertUnavailable(() -> storage.resolve(log.lane(), keys(append)));
    } finally {
      end.run();
    }
    Awaitility.await()
        .atMost(RECOVERY)
        .until(
            () -> storage.commit(log.lane(), List.of(append)) instanceof CommitOutcome.Committed);
  }

  /** Sends one after the other through kills, restarts and hangs, and resolves what is unknown. */
  @Test
  void whatWasAcknowledgedIsThereAfterOutages() throws Exception {
    List<StoredMessage> acknowledged = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; done.getCount() > 0; i++) {
                StoredMessage sent = sendUntilKnown("m" + i);
                synchronized (acknowledged) {
                  acknowledged.add(sent);
                }
              }
            });
    for (int round = 0; round < 2; round++) {
      awaitMore(acknowledged, sender);
      outage(database.server()::kill, database.server()::restart, sender);
      awaitMore(acknowledged, sender);
      outage(database.server()::pause, database.server()::resume, sender);
    }
    awaitMore(acknowledged, sender);
    done.countDown();
    sender.get(30, TimeUnit.SECONDS);

    MysqlMessageReads reads = new MysqlMessageReads(LogDatabase.transactions(database.pool()));
    assertThat(reads.page("u", "c", 0, Long.MAX_VALUE, 1_000_000, Integer.MAX_VALUE).messages())
        .isEqualTo(acknowledged);
  }

  /** Long enough for the sender to meet it. */
  private void outage(Act begin, Act end, CompletableFuture<Void> sender) throws Exception {
    begin.run();
    try {
      int before = failures.get();
      Awaitility.await().atMost(RECOVERY).until(() -> sender.isDone() || failures.get() > before);
    } finally {
      end.run();
    }
  }

  private void awaitMore(List<StoredMessage> acknowledged, CompletableFuture<Void> sender)
      throws Exception {
    int enough = size(acknowledged) + 20;
    Awaitility.await()
        .atMost(RECOVERY)
        .until(() -> sender.isDone() || size(acknowledged) >= enough);
    if (sender.isDone()) {
      sender.get();
    }
  }

  private static int size(List<StoredMessage> list) {
    synchronized (list) {
      return list.size();
    }
  }

  private StoredMessage sendUntilKnown(String clientMsgId) {
    while (true) {
      try {
        Append append =
            LogWriter.append(log.head("c"), log.head("c").headSeq() + 1, draft(clientMsgId));
        CommitOutcome outcome = storage.commit(log.lane(), List.of(append));
        if (outcome instanceof CommitOutcome.Committed || isStored(outcome, append)) {
          return append.rows().get(0).message();
        }
        failures.incrementAndGet();
      } catch (SeqsvrException e) {
        failures.incrementAndGet();
        assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
      }
    }
  }

  private boolean isStored(CommitOutcome outcome, Append append) {
    while (outcome instanceof CommitOutcome.Unknown) {
      try {
        return !storage.resolve(log.lane(), keys(append)).sends().isEmpty();
      } catch (SeqsvrException e) {
        failures.incrementAndGet();
        assertThat(e.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
      }
    }
    assertThat(outcome).isInstanceOf(CommitOutcome.RolledBack.class);
    return false;
  }

  /** More than any packet takes, of bytes that grow when they are escaped. */
  @Test
  void theLargestBatchFits() {
    byte[] quotes = new byte[64 * 1024];
    Arrays.fill(quotes, (byte) '\'');
    Draft[] drafts =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    new Draft(
                        new SendKey("c", "u", "m" + i), MessageKind.CHAT, true, Body.of(quotes)))
            .toArray(Draft[]::new);
    assertThat(storage.commit(log.lane(), List.of(LogWriter.append(log.head("c"), 1, drafts))))
        .isEqualTo(new CommitOutcome.Committed());
    assertThat(log.head("c").headNo()).isEqualTo(500);
  }

  @Test
  void aBatchOfManyConversationsMovesEveryHead() {
    List<Append> appends = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      log.create("many" + i, "u");
      Draft draft = LogWriter.draft("many" + i, "u", "m", i % 2 == 0, "x");
      appends.add(LogWriter.append(new Head("many" + i, 7, 0, 0, 0), i + 1, draft));
    }
    assertThat(storage.commit(log.lane(), appends)).isEqualTo(new CommitOutcome.Committed());
    for (int i = 0; i < 500; i++) {
      assertThat(log.head("many" + i)).isEqualTo(new Head("many" + i, 7, i + 1, (i + 1) % 2, 0));
    }
  }

  private static Draft draft(String clientMsgId) {
    return LogWriter.draft("c", "u", clientMsgId, true, clientMsgId);
  }

  private static List<SendKey> keys(Append append) {
    return append.rows().stream().map(row -> row.message().key()).toList();
  }

  private static void assertUnavailable(Runnable call) {
    SeqsvrException refusal = catchThrowableOfType(SeqsvrException.class, call::run);
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
    assertThat(refusal.retryAfter()).isPresent();
  }
}
