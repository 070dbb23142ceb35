package io.seqsvr.database;

import java.nio.file.Path;

/** The contract on a real MySQL, where one can be started: see {@link TestMysql}. */
final class MysqlTransactionsTest extends TransactionsContract {
  @Override
  TestDatabase startDatabase(Path directory) throws Exception {
    return TestMysql.startOrAbort(directory);
  }
}
