package io.seqsvr.failover.database;

import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.MariaDbConfig;
import java.nio.file.Path;

/** The MariaDB that the program brings along, as a child of the test. */
public record EmbeddedDatabase(EmbeddedMariaDb server) implements TestDatabase {
  static EmbeddedDatabase start(Path directory) throws Exception {
    return new EmbeddedDatabase(
        EmbeddedMariaDb.start(MariaDbConfig.of(directory, STORE, MESSAGES)));
  }

  @Override
  public String jdbcUrl(String name) {
    return server.jdbcUrl(name);
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
  public void kill() {
    server.killForcibly();
  }

  @Override
  public void restart() throws Exception {
    server.restart();
  }

  @Override
  public void close() {
    server.close();
  }
}
