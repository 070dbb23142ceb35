package io.seqsvr.database;

import java.nio.file.Path;

/** The contract on the embedded MariaDB. */
final class MariaDbTransactionsTest extends TransactionsContract {
  @Override
  TestDatabase startDatabase(Path directory) throws Exception {
    return TestMariaDb.start(directory);
  }
}
