package io.seqsvr.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts two holders of one directory, within a JVM and between JVMs, and locks that outlive. */
@Timeout(60)
final class DataDirectoryTest {
  private final Path directory;

  DataDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Prints "held", then waits to be killed; prints the exception's message if it is refused. */
  static final class Holder {
    @SuppressWarnings("try")
    public static void main(String[] args) throws IOException {
      try (DataDirectory held = DataDirectory.open(Path.of(args[0]))) {
        System.out.println("held");
        if (System.in.read() == -1) {
          System.exit(0);
        }
      } catch (DataDirectoryInUseException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void secondOpenInThisJvmNamesDirectoryAndPid() throws IOException {
    try (DataDirectory first = DataDirectory.open(directory)) {
      assertThatThrownBy(() -> DataDirectory.open(directory))
          .isInstanceOf(DataDirectoryInUseException.class)
          .hasMessage(
              "data directory %s is in use by process %d (this process)",
              first.path(), ProcessHandle.current().pid());
    }
  }

  @Test
  void refusedOpenInThisJvmDoesNotFreeTheLockForOtherProcesses() throws IOException {
    try (DataDirectory first = DataDirectory.open(directory)) {
      assertThatThrownBy(() -> DataDirectory.open(directory))
          .isInstanceOf(DataDirectoryInUseException.class);
      try (ChildJvm other = ChildJvm.run(Holder.class, directory)) {
        assertThat(other.readLine())
            .isEqualTo(
                "data directory %s is in use by process %d",
                first.path(), ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void heldByAnotherProcessUntilItIsKilled() throws IOException {
    try (ChildJvm other = ChildJvm.run(Holder.class, directory)) {
      assertThat(other.readLine()).isEqualTo("held");
      assertThatThrownBy(() -> DataDirectory.open(directory))
          .isInstanceOf(DataDirectoryInUseException.class)
          .hasMessage(
              "data directory %s is in use by process %d", directory.toRealPath(), other.pid());
    }
    try (DataDirectory mine = DataDirectory.open(directory)) {
      assertThat(mine.path()).isEqualTo(directory.toRealPath());
    }
  }

  @Test
  void closeReleasesAndIsIdempotent() throws IOException {
    DataDirectory first = DataDirectory.open(directory);
    first.close();
    try (DataDirectory second = DataDirectory.open(directory)) {
      first.close();
      assertThatThrownBy(() -> DataDirectory.open(directory))
          .isInstanceOf(DataDirectoryInUseException.class);
      assertThat(second.path()).isEqualTo(first.path());
    }
  }
}
