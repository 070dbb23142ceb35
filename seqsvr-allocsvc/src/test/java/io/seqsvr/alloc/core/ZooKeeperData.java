package io.seqsvr.alloc.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.apache.curator.test.TestingServer;

/**
 * What an operator can do to a ZooKeeper server's data: lose them, or bring back those of an
 * earlier time. The server is down for that and comes back on its port; its transactions count on
 * from what the data say, which is less than its clients have seen.
 *
 * <p>Confined to one thread.
 */
final class ZooKeeperData {
  private final TestingServer server;
  private final Path directory;
  private final Runnable meanwhile;

  /**
   * The data of a server.
   *
   * @param meanwhile runs while the server is away, before it comes back with other data
   */
  ZooKeeperData(TestingServer server, Runnable meanwhile) {
    this.server = server;
    this.meanwhile = meanwhile;
    this.directory = server.getTempDirectory().toPath();
  }

  /** Keeps a copy of the data as they are. */
  void saveTo(Path copy) throws Exception {
    server.stop();
    copyTree(directory, copy);
    server.restart();
  }

  /** The server comes back as it was when the copy was made. */
  void restoreFrom(Path copy) throws Exception {
    server.stop();
    empty();
    copyTree(copy, directory);
    meanwhile.run();
    server.restart();
  }

  /** The server comes back without any data. */
  void lose() throws Exception {
    server.stop();
    empty();
    meanwhile.run();
    server.restart();
  }

  private void empty() throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            if (!visited.equals(directory)) {
              Files.delete(visited);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(file -> copy(file, to.resolve(from.relativize(file).toString())));
    }
  }

  private static void copy(Path file, Path to) {
    try {
      if (Files.isDirectory(file)) {
        Files.createDirectories(to);
      } else {
        Files.copy(file, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
