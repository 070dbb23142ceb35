package io.seqsvr.cli.demo.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary directory that is removed with all that is in it. */
public final class Workspace implements AutoCloseable {
  private final Path root;

  private Workspace(Path root) {
    this.root = root;
  }

  /** Creates it. */
  public static Workspace create() throws IOException {
    return new Workspace(Files.createTempDirectory("seqsvr-demo-"));
  }

  /** A path in it. */
  public Path resolve(String name) {
    return root.resolve(name);
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + root, e);
    }
  }
}
