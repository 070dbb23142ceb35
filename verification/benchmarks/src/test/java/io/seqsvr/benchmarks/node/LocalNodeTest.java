package io.seqsvr.benchmarks.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.alloc.core.AllocSettings;
import io.seqsvr.alloc.core.ReservePolicy;
import io.seqsvr.cluster.core.LeaseTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts measurements with other settings than the ones that users get. */
class LocalNodeTest {
  @Test
  void settingsAreTheDefaults() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../../conf/alloc.yml"));
    assertThat(LocalNode.SETTINGS)
        .isEqualTo(
            new AllocSettings(
                new ReservePolicy(number(lines, "step"), number(lines, "max-step")),
                (int) number(lines, "max-count"),
                (int) number(lines, "max-batch-entries"),
                (int) number(lines, "initial-slots"),
                (int) number(lines, "max-slots"),
                (int) number(lines, "max-hot-counters"),
                LeaseTerms.of(Duration.ofSeconds(number(lines, "lease")))));
  }

  private static long number(List<String> lines, String key) {
    String prefix = "    " + key + ": ";
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).replaceFirst("s$", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new AssertionError("conf/alloc.yml has no " + key));
  }
}
