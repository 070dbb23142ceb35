package io.seqsvr.cli.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hunts a kill that leaves the process alive, and services that outlive what they stand on. */
@Timeout(60)
final class ChildTierTest {
  @Test
  void killedTierComesBackAsAnotherProcessAndTheGuardEndsIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
    List<String> ended = new ArrayList<>();
    try (Workspace workspace = Workspace.create();
        ServiceGuard guard = ServiceGuard.install(workspace)) {
      ChildTier tier =
          new ChildTier(
              new ChildService.Launch(
                  "alloc service",
                  List.of("/bin/sh", "-c", "echo READY alloc; cat >/dev/null"),
                  Map.of(),
                  workspace.resolve("log")),
              guard);
      tier.restart();
      ProcessHandle first = ProcessHandle.of(tier.pid()).orElseThrow();

      tier.kill();
      assertThat(first.isAlive()).isFalse();
      tier.restart();
      ProcessHandle second = ProcessHandle.of(tier.pid()).orElseThrow();
      assertThat(second.pid()).isNotEqualTo(first.pid());

      guard.holdFoundation(() -> ended.add("database, service is " + second.isAlive()));
      guard.holdFoundation(() -> ended.add("coordination"));
      guard.stop();
      assertThat(ended).containsExactly("coordination", "database, service is false");
    }
    assertThat(ended).as("once").hasSize(2);
  }
}
