package io.seqsvr.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts lost data, wrong settings, open doors and left-over processes, with a real server. */
@Timeout(120)
final class EmbeddedMariaDbTest {
  private final Path directory;

  EmbeddedMariaDbTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void dataPortAndPasswordSurvive() throws Exception {
    String password;
    try (EmbeddedMariaDb db = start()) {
      execute(db, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (42)");
      password = db.password();
      int port = db.port();

      db.killForcibly();
      assertThat(db.isRunning()).isFalse();
      assertThatThrownBy(() -> query(db, "SELECT 1")).isInstanceOf(SQLException.class);

      db.restart();
      assertThat(db.port()).isEqualTo(port);
      assertThat(query(db, "SELECT id FROM t")).isEqualTo("42");
    }
    try (EmbeddedMariaDb db = start()) {
      assertThat(db.password()).isEqualTo(password);
      assertThat(query(db, "SELECT id FROM t")).isEqualTo("42");
    }
  }

  @Test
  void databaseThatAnEarlierVersionDidNotKnowIsCreated() throws Exception {
    try (EmbeddedMariaDb db = start()) {
      execute(db, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (42)");
    }
    try (EmbeddedMariaDb db =
        EmbeddedMariaDb.start(MariaDbConfig.of(directory, "seqsvr", "seqsvr_message"))) {
      execute(db, "CREATE TABLE seqsvr_message.t (id INT PRIMARY KEY)");
      assertThat(query(db, "SELECT id FROM t")).isEqualTo("42");
      assertThat(query(db, "SELECT COUNT(*) FROM seqsvr_message.t")).isEqualTo("0");
    }
  }

  @Test
  void settingsAreDurableAndUtf8() throws Exception {
    try (EmbeddedMariaDb db = start()) {
      assertThat(query(db, "SELECT @@innodb_flush_log_at_trx_commit")).isEqualTo("1");
      assertThat(query(db, "SELECT @@log_bin")).isEqualTo("0");
      assertThat(query(db, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
      execute(db, "CREATE DATABASE other CHARACTER SET utf8mb4");
      assertThat(
              query(
                  db,
                  "SELECT GROUP_CONCAT(default_collation_name) FROM information_schema.schemata"
                      + " WHERE schema_name IN ('seqsvr', 'other')"))
          .isEqualTo("utf8mb4_general_ci,utf8mb4_general_ci");
    }
  }

  @Test
  void onlyTheGeneratedPasswordOpens() throws Exception {
    try (EmbeddedMariaDb db = start()) {
      assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(
              query(
                  db,
                  "SELECT GROUP_CONCAT(user, '@', host) FROM mysql.global_priv"
                      + " WHERE NOT COALESCE(JSON_VALUE(priv, '$.account_locked'), FALSE)"))
          .isEqualTo("seqsvr@127.0.0.1");
      for (String user : List.of(db.user(), "root", "")) {
        assertThatThrownBy(() -> connect(db, user, ""))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("Access denied");
      }
    }
  }

  @Test
  void pausedServerDoesNotAnswerUntilResumed() throws Exception {
    try (EmbeddedMariaDb db = start()) {
      db.pause();
      assertThat(db.isRunning()).isTrue();
      assertThatThrownBy(() -> query(db, "SELECT 1")).isInstanceOf(SQLException.class);
      db.resume();
      assertThat(query(db, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void closeLeavesNoProcessAndIsIdempotent() throws Exception {
    EmbeddedMariaDb db = start();
    long pid = db.pid();
    assertThat(isAlive(pid)).isTrue();
    db.close();
    db.close();
    assertThat(isAlive(pid)).isFalse();
    assertThat(Files.readString(db.logFile())).endsWith("Shutdown complete\n");
    assertThatThrownBy(db::restart).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closeEndsAPausedServer() throws Exception {
    EmbeddedMariaDb db = start();
    long pid = db.pid();
    db.pause();
    db.close();
    assertThat(isAlive(pid)).isFalse();
  }

  @Test
  void secondStartOnTheSameDirectoryIsRefusedAndLeavesTheFirstAlone() throws Exception {
    try (EmbeddedMariaDb db = start()) {
      assertThatThrownBy(this::start).isInstanceOf(DataDirectoryInUseException.class);
      assertThat(query(db, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void temporaryTableSurvivesTheCreationOfAnotherServer(@TempDir Path other) throws Exception {
    try (EmbeddedMariaDb db = start();
        Connection connection = connect(db, db.user(), db.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE seqsvr.t (id INT PRIMARY KEY) ENGINE=Aria");
      statement.execute("INSERT INTO seqsvr.t VALUES (42)");

      EmbeddedMariaDb.start(MariaDbConfig.of(other, "seqsvr")).close();

      // A table whose file is gone stays readable, as long as it is open.
      statement.execute("FLUSH TABLES");
      statement.execute("ALTER TABLE seqsvr.t ADD COLUMN name VARCHAR(10)");
      try (ResultSet rows = statement.executeQuery("SELECT id FROM seqsvr.t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(42);
      }
    }
  }

  @Test
  void takenPortIsReplacedByAnother() throws Exception {
    try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int free = Ports.free();
      Queue<Integer> ports = new ArrayDeque<>(List.of(squatter.getLocalPort(), free));
      try (EmbeddedMariaDb db = EmbeddedMariaDb.start(config(), ports::remove)) {
        assertThat(db.port()).isEqualTo(free);
        assertThat(query(db, "SELECT @@port")).isEqualTo(Integer.toString(free));
      }
    }
  }

  @Test
  void failedStartSaysWhyAndReleasesTheDirectory() throws Exception {
    assertThatThrownBy(
            () -> EmbeddedMariaDb.start(config().withServerArguments("--no-such-option")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown option '--no-such-option'");
    try (EmbeddedMariaDb db = start()) {
      assertThat(query(db, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void interruptedCreationOfDataStartsAfresh() throws Exception {
    Path partial = Files.createDirectories(directory.resolve("data.partial"));
    Files.writeString(partial.resolve("ibdata1"), "half a tablespace");
    try (EmbeddedMariaDb db = start()) {
      assertThat(query(db, "SELECT 1")).isEqualTo("1");
    }
    assertThat(partial).doesNotExist();
  }

  private MariaDbConfig config() {
    return MariaDbConfig.of(directory, "seqsvr");
  }

  private EmbeddedMariaDb start() throws IOException, InterruptedException {
    return EmbeddedMariaDb.start(config());
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static Connection connect(EmbeddedMariaDb db, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        db.jdbcUrl("seqsvr") + "&connectTimeout=5000&socketTimeout=5000", user, password);
  }

  private static void execute(EmbeddedMariaDb db, String... statements) throws SQLException {
    try (Connection connection = connect(db, db.user(), db.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(EmbeddedMariaDb db, String sql) throws SQLException {
    try (Connection connection = connect(db, db.user(), db.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
