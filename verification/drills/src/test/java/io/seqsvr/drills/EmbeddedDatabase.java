package io.seqsvr.drills;

import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.MariaDbConfig;
import java.nio.file.Path;

/** The MariaDB that the program brings along, as a child of the test. */
record EmbeddedDatabase(EmbeddedMariaDb server) implements TestDatabase {
  private static final String NAME = "seqsvr";

  static EmbeddedDatabase start(Path directory) throws Exception {
    return new EmbeddedDatabase(EmbeddedMariaDb.start(MariaDbConfig.of(directory, NAME)));
  }

  @Override
  public String jdbcUrl() {
    return server.jdbcUrl(NAME);
  }

  @Override
  public String user() {
    return server.user();
  }

  @Override
  public String password() {
    return server.password();
  }

  @Override
  public void pause() throws Exception {
    server.pause();
  }

  @Override
  public void resume() throws Exception {
    server.resume();
  }

  @Override
  public void close() {
    server.close();
  }
}
