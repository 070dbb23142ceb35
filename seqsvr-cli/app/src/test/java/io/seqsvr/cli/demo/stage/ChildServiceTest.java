package io.seqsvr.cli.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seqsvr.cli.console.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts children that outlive their parent, and failures of theirs that stay untold. */
@Timeout(60)
final class ChildServiceTest {
  private final List<ChildService> started = new ArrayList<>();
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void needsShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
  }

  @AfterEach
  void endWhatATestLeft() {
    started.forEach(ChildService::destroy);
  }

  @Test
  void readyChildEndsWhenItsInputEnds() throws Exception {
    ChildService child = start("echo noise; echo READY alloc=1; cat >/dev/null");
    child.awaitReady();
    ProcessHandle process = ProcessHandle.of(child.pid()).orElseThrow();

    child.stop();

    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void endOfAWatchedChildIsToldByItsLastWords() throws Exception {
    ChildService child = start("echo READY x; read line; echo 'error: no space left' >&2");
    child.awaitReady();
    child.watch(Duration.ofMillis(1));

    child.beginToStop();

    assertThatThrownBy(() -> child.watch(Duration.ofSeconds(30)))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("the service has ended: no space left");
  }

  @Test
  void secretsReachTheChild() throws Exception {
    ChildService child = start("test \"$SECRET\" = 7 && echo READY x; cat >/dev/null");

    child.awaitReady();
  }

  @Test
  void childThatEndsEarlyIsToldByItsLastWords() throws Exception {
    ChildService child = start("echo a log line >&2; echo 'error: port 7101 is taken' >&2");

    assertThatThrownBy(child::awaitReady)
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("the service did not start: port 7101 is taken");
  }

  @Test
  void silentChildIsToldToo() throws Exception {
    ChildService child = start("exit 3");

    assertThatThrownBy(child::awaitReady).hasMessage("the service did not start: it said nothing");
  }

  @Test
  void killTakesServiceAndDatabase() throws Exception {
    Path database = Files.copy(Path.of("/bin/sleep"), directory.resolve("mariadbd"));
    // Ready only when the child of the shell has become the program.
    String program = database.toString();
    ChildService child =
        start(
            (program + " 600 & ")
                + ("until [ /proc/$!/exe -ef " + program + " ]; do :; done; ")
                + "echo READY x; wait");
    child.awaitReady();
    Optional<ProcessHandle> found = awaitDatabase(child);
    assertThat(found).isPresent();
    ChildService.suspend(found.orElseThrow());

    child.kill(found);

    awaitGone(found.orElseThrow());
    assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  /** The line that says READY can come before the shell's child has become the database. */
  private static Optional<ProcessHandle> awaitDatabase(ChildService child) throws Exception {
    ProcessHandle service = ProcessHandle.of(child.pid()).orElseThrow();
    Optional<ProcessHandle> found = child.database();
    for (int tries = 0; found.isEmpty() && tries < 500; tries++) {
      try {
        service.onExit().get(10, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillRuns) {
        found = child.database();
      }
    }
    return found;
  }

  /** Gone, or a zombie that nobody reaps, which has no command any more. */
  private static void awaitGone(ProcessHandle process) throws Exception {
    while (process.isAlive() && process.info().command().isPresent()) {
      try {
        process.onExit().get(20, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillThere) {
        assertThat(stillThere).isNotNull();
      }
    }
  }

  private ChildService start(String script) throws IOException {
    ChildService child =
        ChildService.start(
            new ChildService.Launch(
                "the service",
                List.of("/bin/sh", "-c", script),
                Map.of("SECRET", "7"),
                directory.resolve("log")));
    started.add(child);
    return child;
  }
}
