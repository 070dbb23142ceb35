package io.seqsvr.drills;

import java.nio.file.Path;
import java.util.Optional;

/** A database of its own for a drill, which may hurt it. */
interface TestDatabase extends AutoCloseable {
  /** A real MySQL where there is one to start, else the embedded MariaDB. */
  static TestDatabase start(Path directory) throws Exception {
    Optional<Path> script = OutsideTools.find("SEQSVR_MYSQL_REAL", "mysql-real");
    if (script.isPresent()) {
      return RealMysql.start(script.get(), directory);
    }
    System.out.println(
        "drills: no real MySQL (SEQSVR_MYSQL_REAL names no script): using the embedded MariaDB");
    return EmbeddedDatabase.start(directory);
  }

  /** URL of a database that is created if it is missing. */
  String jdbcUrl();

  String user();

  String password();

  /** Stops its process where it stands: connections stay open, nothing answers. */
  void pause() throws Exception;

  /** Lets it go on. */
  void resume() throws Exception;

  @Override
  void close();
}
