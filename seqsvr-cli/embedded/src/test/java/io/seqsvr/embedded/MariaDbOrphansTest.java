package io.seqsvr.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts servers that outlive a killed JVM: a child JVM starts one and is killed with SIGKILL, and
 * the next start on the directory has to stop it, hung or not, and nothing else.
 */
@Timeout(120)
final class MariaDbOrphansTest {
  private final Path directory;

  private final List<ProcessHandle> leftOvers = new ArrayList<>();

  MariaDbOrphansTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Prints the server's pid after a committed insert, then waits to be killed. */
  static final class Owner {
    @SuppressWarnings("try")
    public static void main(String[] args) throws Exception {
      try (EmbeddedMariaDb db = EmbeddedMariaDb.start(config(Path.of(args[0])));
          Connection connection =
              DriverManager.getConnection(db.jdbcUrl("seqsvr"), db.user(), db.password());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        statement.execute("INSERT INTO t VALUES (42)");
        System.out.println(db.pid());
        if (System.in.read() == -1) {
          System.exit(1);
        }
      }
    }
  }

  @AfterEach
  void endLeftOvers() {
    for (ProcessHandle process : leftOvers) {
      process.destroyForcibly();
    }
  }

  @Test
  void orphanIsStoppedAndItsDataAreThere() throws Exception {
    ProcessHandle orphan = leaveOrphan();
    assertReclaimed(orphan);
  }

  @Test
  void suspendedOrphanIsKilled() throws Exception {
    ProcessHandle orphan = leaveOrphan();
    int exitValue =
        new ProcessBuilder("kill", "-STOP", Long.toString(orphan.pid())).start().waitFor();
    assertThat(exitValue).isZero();
    assertReclaimed(orphan);
  }

  @Test
  void onlyAMariaDbWithExactlyOurDirectoryIsStopped() throws Exception {
    MariaDbFiles files = new MariaDbFiles(directory.toRealPath());
    String ours = MariaDbCommand.dataArgument(files.data());
    Path shell = Path.of("/bin/sh").toRealPath();
    Path mariaDb = Files.copy(shell, directory.resolve("mariadbd"));
    ProcessHandle otherProgram = launchReader(shell, ours);
    ProcessHandle otherDirectory = launchReader(mariaDb, ours + "2");
    ProcessHandle orphan = launchReader(mariaDb, ours);

    new MariaDbOrphans(files).reclaim(Duration.ofSeconds(5));

    assertThat(isServer(orphan)).isFalse();
    assertThat(otherProgram.isAlive()).isTrue();
    assertThat(otherDirectory.isAlive()).isTrue();
  }

  private void assertReclaimed(ProcessHandle orphan) throws Exception {
    try (EmbeddedMariaDb db = EmbeddedMariaDb.start(config(directory));
        Connection connection =
            DriverManager.getConnection(db.jdbcUrl("seqsvr"), db.user(), db.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
      assertThat(db.pid()).isNotEqualTo(orphan.pid());
      assertThat(isServer(orphan)).isFalse();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
  }

  private ProcessHandle leaveOrphan() throws IOException {
    ProcessHandle server;
    try (ChildJvm owner = ChildJvm.run(Owner.class, directory)) {
      server = ProcessHandle.of(Long.parseLong(owner.readLine())).orElseThrow();
      leftOvers.add(server);
    }
    assertThat(isServer(server)).isTrue();
    return server;
  }

  /** A shell that waits for a line from us, which never comes. */
  private ProcessHandle launchReader(Path shell, String argument) throws IOException {
    ProcessHandle process =
        new ProcessBuilder(shell.toString(), "-c", "read x", argument).start().toHandle();
    leftOvers.add(process);
    return process;
  }

  /** False for a zombie too: where no init process reaps orphans, one stays in the table. */
  private static boolean isServer(ProcessHandle process) {
    return process.isAlive() && process.info().arguments().isPresent();
  }

  private static MariaDbConfig config(Path directory) {
    return MariaDbConfig.of(directory, "seqsvr");
  }
}
