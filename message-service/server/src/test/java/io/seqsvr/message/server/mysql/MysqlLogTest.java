package io.seqsvr.message.server.mysql;

import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMysql;
import java.nio.file.Path;

/** The contracts on a real MySQL, where one can be started: see {@link TestMysql}. */
final class MysqlLogTest extends DatabaseLogContract {
  @Override
  TestDatabase startDatabase(Path directory) throws Exception {
    return TestMysql.startOrAbort(directory);
  }
}
