package io.seqsvr.cli.demo.seqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts a child that would listen elsewhere than its clients call. */
final class StandaloneLaunchTest {
  @Test
  void commandIsThatOfAStandaloneServer() {
    StandaloneLaunch launch =
        new StandaloneLaunch(List.of("java", "Main"), Path.of("d"), 300, Path.of("log"));

    assertThat(launch.child().command())
        .containsExactly(
            "java",
            "Main",
            "standalone",
            "--data-dir",
            "d",
            "--offset",
            "300",
            "--exit-with-parent");
    assertThat(launch.address()).isEqualTo("127.0.0.1:7501");
  }
}
