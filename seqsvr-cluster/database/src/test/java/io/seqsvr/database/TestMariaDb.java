package io.seqsvr.database;

import io.seqsvr.embedded.EmbeddedMariaDb;
import io.seqsvr.embedded.MariaDbConfig;
import java.nio.file.Path;

/** The embedded MariaDB, which the product brings along. */
public final class TestMariaDb implements TestDatabase {
  private final EmbeddedMariaDb server;

  private TestMariaDb(EmbeddedMariaDb server) {
    this.server = server;
  }

  /** Starts it with its data in a folder. */
  public static TestMariaDb start(Path directory) throws Exception {
    return new TestMariaDb(EmbeddedMariaDb.start(MariaDbConfig.of(directory)));
  }

  @Override
  public String jdbcUrl(String database) {
    return server.jdbcUrl(database) + "&createDatabaseIfNotExist=true";
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
    StoppedProcess.await(server.pid());
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
