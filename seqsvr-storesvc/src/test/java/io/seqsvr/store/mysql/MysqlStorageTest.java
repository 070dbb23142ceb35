package io.seqsvr.store.mysql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMysql;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The contract on a real MySQL, where one can be started: see {@link TestMysql}. */
final class MysqlStorageTest extends DatabaseLeaseContract {
  @Override
  TestDatabase startDatabase(Path directory) throws Exception {
    return TestMysql.startOrAbort(directory);
  }

  @Test
  void unsafeBinaryLogIsRefused() throws Exception {
    database().execute("contract", "SET GLOBAL sync_binlog = 0");
    try {
      StoreSchema schema = new StoreSchema(database().settings("contract"), InstantSource.system());
      assertThatThrownBy(() -> schema.open(SECTIONS, "xxh3-64"))
          .isInstanceOf(DatabaseStartException.class)
          .hasMessageContaining("sync_binlog is 0, must be 1");
    } finally {
      database().execute("contract", "SET GLOBAL sync_binlog = 1");
    }
  }
}
