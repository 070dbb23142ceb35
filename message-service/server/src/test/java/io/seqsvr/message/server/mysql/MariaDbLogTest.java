package io.seqsvr.message.server.mysql;

import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import java.nio.file.Path;

/** The contracts on the embedded MariaDB. */
final class MariaDbLogTest extends DatabaseLogContract {
  @Override
  TestDatabase startDatabase(Path directory) throws Exception {
    return TestMariaDb.start(directory);
  }
}
