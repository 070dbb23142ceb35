package io.seqsvr.failover.database;

import io.seqsvr.failover.process.OutsideTools;
import java.nio.file.Path;
import java.util.Optional;

/** A database of its own for a drill, which may hurt it. */
public interface TestDatabase extends AutoCloseable {
  /**
   * A real MySQL where there is one to start, else the embedded MariaDB, which {@code
   * -Dseqsvr.drills.embedded=true} asks for in any case.
   */
  static TestDatabase start(Path directory) throws Exception {
    if (Boolean.getBoolean("seqsvr.drills.embedded")) {
      return EmbeddedDatabase.start(directory);
    }
    Optional<Path> script = OutsideTools.find("SEQSVR_MYSQL_REAL", "mysql-real");
    if (script.isPresent()) {
      return RealMysql.start(script.get(), directory);
    }
    System.out.println(
        "drills: no real MySQL (SEQSVR_MYSQL_REAL names no script): using the embedded MariaDB");
    return EmbeddedDatabase.start(directory);
  }

  /** Database of the store tier. */
  String STORE = "seqsvr";

  /** Database of the message tier. */
  String MESSAGES = "seqsvr_message";

  /** URL of one of the databases, which is there or is created by the first connection. */
  String jdbcUrl(String name);

  String user();

  String password();

  /** Stops its process where it stands: connections stay open, nothing answers. */
  void pause() throws Exception;

  /** Lets it go on. */
  void resume() throws Exception;

  /** Kills it (SIGKILL); returns when it is gone. */
  void kill() throws Exception;

  /** Starts it again on the same port and data. */
  void restart() throws Exception;

  /** Kills it, and starts it again. */
  default void crash() throws Exception {
    kill();
    restart();
  }

  @Override
  void close();
}
