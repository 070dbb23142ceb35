package io.seqsvr.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts half unpacked binaries: two processes at once, on top of what a killed one left. */
@Timeout(120)
final class MariaDbBinariesTest {
  private final Path cache;

  MariaDbBinariesTest(@TempDir Path cache) {
    this.cache = cache;
  }

  static final class Unpacker {
    public static void main(String[] args) throws IOException {
      System.out.println(MariaDbBinaries.in(Path.of(args[0])).server());
    }
  }

  @Test
  void twoProcessesUnpackOverTheRestsOfAKilledOne() throws Exception {
    Path rest = cache.resolve("mariadb-" + MariaDbBinaries.VERSION + ".partial/bin/mariadbd");
    Files.createDirectories(rest.getParent());
    Files.writeString(rest, "half a program");

    try (ChildJvm first = ChildJvm.run(Unpacker.class, cache);
        ChildJvm second = ChildJvm.run(Unpacker.class, cache)) {
      assertThat(first.awaitExit()).isZero();
      assertThat(second.awaitExit()).isZero();
      Path server = Path.of(first.readLine());
      assertThat(Path.of(second.readLine())).isEqualTo(server);
      assertThat(versionOf(server)).contains("Ver " + MariaDbBinaries.VERSION + "-MariaDB");
    }
    assertThat(namesIn(cache))
        .containsExactlyInAnyOrder(
            "mariadb-" + MariaDbBinaries.VERSION, "mariadb-" + MariaDbBinaries.VERSION + ".lock");
  }

  private static String versionOf(Path server) throws IOException {
    Process process = new ProcessBuilder(server.toString(), "--no-defaults", "--version").start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }
}
