package io.seqsvr.store.mysql;

import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import java.nio.file.Path;

/** The contract on the embedded MariaDB. */
final class MariaDbStorageTest extends DatabaseLeaseContract {
  @Override
  TestDatabase startDatabase(Path directory) throws Exception {
    return TestMariaDb.start(directory);
  }
}
