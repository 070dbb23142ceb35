package io.seqsvr.cli.demo.seqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.demo.stage.ChildService;
import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.ProgressLines;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.demo.stage.ServiceGuard;
import io.seqsvr.cli.demo.stage.Workspace;
import io.seqsvr.history.HistoryWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts a drill that tells of a freeze which never was. */
@Timeout(60)
final class CrashDrillTest {
  @Test
  void serviceWithoutDatabaseFailsTheDrill(@TempDir Path directory) throws Exception {
    ChildService.Launch launch =
        new ChildService.Launch(
            "the service",
            List.of("/bin/sh", "-c", "echo READY x; read line"),
            Map.of(),
            directory.resolve("log"));
    ChildService service = ChildService.start(launch);
    Path recorded = directory.resolve("history.jsonl");
    try (Workspace workspace = Workspace.create();
        ServiceGuard guard = ServiceGuard.install(workspace);
        HistoryWriter history = HistoryWriter.create(recorded);
        PrintStream said =
            new PrintStream(
                Files.newOutputStream(directory.resolve("said")), true, StandardCharsets.UTF_8);
        ProgressDisplay display = new ProgressLines(said, 1, "seqs", MonotonicClock.system())) {
      RunProgress progress = new RunProgress(1);
      progress.servedOne();
      service.awaitReady();
      CrashDrill drill =
          new CrashDrill(launch, guard, progress, history, display, MonotonicClock.system());

      assertThatThrownBy(() -> drill.run(service))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageStartingWith("cannot freeze the database: process ");
    } finally {
      service.destroy();
    }
    assertThat(Files.readString(recorded)).doesNotContain("freeze");
    assertThat(Files.readString(directory.resolve("said"))).doesNotContain("frozen");
  }
}
