package io.seqsvr.bench.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.bench.load.Bodies;
import io.seqsvr.bench.load.Conversations;
import io.seqsvr.database.TestMariaDb;
import io.seqsvr.message.server.mysql.MessageSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The peer's writer on the message service's own schema, and that the check sees each way in which
 * a fast run can be wrong.
 */
class StoredLogTest {
  private static final String PEER = "peer";
  private static final AtomicInteger RUNS = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // before all tests
  private static TestMariaDb server;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static Database database;

  private final Conversations two = new Conversations("run" + RUNS.incrementAndGet(), 2);

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    server = TestMariaDb.start(directory);
    new MessageSchema(server.settings("service"), InstantSource.system()).migrate();
    database = new Database(server.jdbcUrl(PEER), server.user(), server.password());
    PeerTables.create(database, "service");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void threeMessages() throws SQLException {
    try (Connection connection = database.open()) {
      PeerTables.addHeads(connection, two);
    }
    Bodies bodies = new Bodies(1);
    try (Writer writer = new OrderedWriter(database, 1, InstantSource.system())) {
      assertThat(writer.write(send(0, bodies))).isEqualTo(1);
      assertThat(writer.write(send(1, bodies))).isEqualTo(1);
      assertThat(writer.write(send(0, bodies))).isEqualTo(2);
    }
  }

  private static StoredLog log() {
    return new StoredLog(database);
  }

  private Send send(int conversation, Bodies bodies) {
    return new Send(two.id(conversation), "u", bodies.clientMsgId(), bodies.body());
  }

  @Test
  void passesWhatIsRight() throws Exception {
    log().check(two, 3);
    log().checkRows(two, 3);
  }

  @Test
  void seesAMessageThatIsMissing() {
    assertThatThrownBy(() -> log().checkRows(two, 4)).hasMessage("messages stored must be 4: 3");
    assertThatThrownBy(() -> log().check(two, 4)).hasMessage("messages stored must be 4: 3");
  }

  @Test
  void seesAWrongPredecessor() throws SQLException {
    change("UPDATE message SET prev_seq = 0 WHERE conv_id = '%s' AND seq = 2");

    assertBroken("messages that name a wrong predecessor must be 0: 1");
  }

  @Test
  void seesACountWithAHole() throws SQLException {
    change("UPDATE message SET count_no = 7 WHERE conv_id = '%s' AND seq = 2");

    assertBroken("messages that name a wrong predecessor must be 0: 1");
  }

  @Test
  void seesAHeadThatIsNotTheLastMessage() throws SQLException {
    change("UPDATE conversation SET head_seq = 1 WHERE conv_id = '%s'");

    assertBroken("conversations with a wrong head must be 0: 1");
  }

  @Test
  void seesAHeadWithAWrongCount() throws SQLException {
    change("UPDATE conversation SET head_no = 3 WHERE conv_id = '%s'");

    assertBroken("conversations with a wrong head must be 0: 1");
  }

  private void change(String sql) throws SQLException {
    server.execute(PEER, sql.formatted(two.id(0)));
  }

  private void assertBroken(String message) {
    assertThatThrownBy(() -> log().check(two, 3)).hasMessage(message);
  }
}
