package io.seqsvr.message.server.mysql;

import io.seqsvr.database.TestDatabase;
import io.seqsvr.message.server.testing.LaneStorageContract;
import io.seqsvr.message.server.testing.MessageReadsContract;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** All that lanes and readers rely on, on one real database; subclasses say which. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseLogContract {
  private TestDatabase server;
  private LogDatabase database;
  private LogDatabase patient;

  abstract TestDatabase startDatabase(Path directory) throws Exception;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server = startDatabase(directory);
    database = new LogDatabase(server, "contract");
    patient = new LogDatabase(server, "patient", server.patientSettings("patient"));
  }

  @AfterAll
  void stop() {
    if (database != null) {
      database.close();
    }
    if (patient != null) {
      patient.close();
    }
    if (server != null) {
      server.close();
    }
  }

  final LogDatabase database() {
    return database;
  }

  private static LogDatabase emptied(LogDatabase log) {
    try {
      log.clear();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return log;
  }

  @Nested
  final class Storage extends LaneStorageContract {
    @Override
    protected Fixture open(int memberLimit) {
      return emptied(patient).fixture(memberLimit);
    }
  }

  @Nested
  final class Reads extends MessageReadsContract {
    @Override
    protected LaneStorageContract.Fixture open() {
      return emptied(patient).fixture(1_000);
    }
  }

  @Nested
  final class Failures extends FailureContract {
    @Override
    LogDatabase open() {
      return emptied(database);
    }
  }

  @Nested
  final class Locks extends LockContract {
    @Override
    LogDatabase open() {
      return emptied(database);
    }
  }
}
