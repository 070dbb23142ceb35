package io.seqsvr.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * The creation of a new data directory, about 0.7 s; all or nothing, since the directory is built
 * under another name and renamed when it is complete.
 *
 * <p>Feeds {@code mariadbd --bootstrap} what {@code mariadb-install-db} would, less the help
 * tables, the {@code sys} schema and the password-less default users. That is so fast that a cached
 * template directory (a copy of 90 MB) would win nothing.
 */
final class MariaDbBootstrap {
  private final MariaDbBinaries binaries;
  private final MariaDbFiles files;

  MariaDbBootstrap(MariaDbBinaries binaries, MariaDbFiles files) {
    this.binaries = binaries;
    this.files = files;
  }

  /** Creates the data directory if it is missing, with one user who may do everything. Blocks. */
  void createDataIfMissing(String user, String password, Duration timeout)
      throws IOException, InterruptedException {
    if (Files.isDirectory(files.data())) {
      return;
    }
    Path partial = files.partialData();
    FileTrees.delete(partial);
    Files.createDirectory(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    run(user, password, timeout);
    Files.move(partial, files.data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(String user, String password, Duration timeout)
      throws IOException, InterruptedException {
    MariaDbProcess process =
        MariaDbProcess.launch(MariaDbCommand.bootstrap(binaries, files), files.log());
    try {
      try (OutputStream sql = process.stdin()) {
        writeSql(sql, user, password);
      } catch (IOException e) {
        process.kill();
        throw new IOException(
            "mariadbd --bootstrap did not take its SQL:\n" + process.logTail(), e);
      }
      if (!process.awaitExit(timeout)) {
        throw new IOException(
            "mariadbd --bootstrap did not end in " + timeout + ":\n" + process.logTail());
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "mariadbd --bootstrap ended with " + process.exitValue() + ":\n" + process.logTail());
      }
    } finally {
      if (process.isAlive()) {
        process.kill();
      }
    }
  }

  /** One statement ends with {@code ;} and a line feed: the bootstrap reader wants it so. */
  private void writeSql(OutputStream out, String user, String password) throws IOException {
    writeLines(out, "CREATE DATABASE mysql;", "USE mysql;");
    for (Path script : binaries.systemTableScripts()) {
      Files.copy(script, out);
    }
    String account = "'" + user + "'@'127.0.0.1'";
    writeLines(
        out,
        "FLUSH PRIVILEGES;",
        "CREATE USER " + account + " IDENTIFIED BY '" + password + "';",
        "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION;");
  }

  private static void writeLines(OutputStream out, String... lines) throws IOException {
    out.write((String.join("\n", List.of(lines)) + "\n").getBytes(UTF_8));
  }
}
