package io.seqsvr.embedded;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The layout of an {@link EmbeddedMariaDb}'s directory.
 *
 * @param root absolute, symbolic links resolved: mariadbd's command line is matched against it
 */
record MariaDbFiles(Path root) {
  /** InnoDB's files. A directory of this name is complete, see {@link MariaDbBootstrap}. */
  Path data() {
    return root.resolve("data");
  }

  /** Where the data directory is built before it gets its name. */
  Path partialData() {
    return root.resolve("data.partial");
  }

  /** Temporary tables; mariadbd empties it itself. */
  Path temporary() {
    return root.resolve("tmp");
  }

  Path log() {
    return root.resolve("mariadb.log");
  }

  /** Written by mariadbd, for people; nothing here reads it, see {@link MariaDbOrphans}. */
  Path pidFile() {
    return root.resolve("mariadb.pid");
  }

  /** The password of the data directory, readable by its owner only; generated on first use. */
  String password() throws IOException {
    return SecretFile.readOrCreate(root.resolve("password"), "");
  }
}
