package io.seqsvr.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts differences between this judge and an independent one, over seeded random histories, right
 * ones and spoiled ones. The other judge is the program that {@code SEQSVR_CHECK_HISTORY} names, or
 * {@code ../shared/bin/check-history} beside the repository; without it the test is skipped.
 *
 * <p>Every seed that fails is named in the message; {@code new RandomHistory(seed)} replays it.
 */
final class SecondOpinionTest {
  private static final int SEEDS = 240;
  private static final Pattern KINDS = Pattern.compile("FAILED, \\d+ violations \\(([^)]*)\\)");

  @TempDir private Path directory = Path.of("");

  @Test
  void bothJudgesAgree() {
    Optional<Path> other = otherJudge();
    assumeTrue(
        other.isPresent(),
        "no second judge: set SEQSVR_CHECK_HISTORY to a program that checks histories");

    List<String> differences =
        IntStream.range(0, SEEDS)
            .parallel()
            .mapToObj(seed -> difference(other.get(), seed))
            .flatMap(Optional::stream)
            .toList();

    assertThat(differences).isEmpty();
  }

  @Test
  void randomHistoriesAreOfEveryResult() throws IOException {
    TreeMap<Verdict.Result, Integer> seen = new TreeMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      RandomHistory history = new RandomHistory(seed);
      Path file = HistoryFiles.write(directory, history.lines());
      Verdict verdict = HistoryChecker.check(List.of(file));
      seen.merge(verdict.result(), 1, Integer::sum);
      if (!history.spoiled()) {
        assertThat(verdict.result()).as("seed %d", seed).isEqualTo(Verdict.Result.HELD);
      }
    }

    assertThat(seen.values()).hasSize(3).allMatch(count -> count >= SEEDS / 20);
  }

  private Optional<String> difference(Path other, int seed) {
    try {
      Path file = HistoryFiles.write(directory, new RandomHistory(seed).lines());
      String ours = opinion(HistoryChecker.check(List.of(file)));
      String theirs = opinion(other, file);
      return ours.equals(theirs)
          ? Optional.empty()
          : Optional.of("seed " + seed + ": here " + ours + ", there " + theirs);
    } catch (IOException e) {
      return Optional.of("seed " + seed + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("seed " + seed + ": interrupted");
    }
  }

  private static String opinion(Verdict verdict) {
    return opinion(verdict.result().exitCode(), verdict.lines());
  }

  private static String opinion(Path judge, Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(judge.toString(), file.toString()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return opinion(process.exitValue(), out.lines().toList());
  }

  /**
   * Exit code and number of violations by kind. Where a block is out of its range, judges may
   * differ on what else it breaks: a first seq of 0 also overlaps what was issued before the first
   * call.
   */
  private static String opinion(int exitCode, List<String> lines) {
    Matcher kinds = KINDS.matcher(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
    List<String> sorted =
        kinds.find() ? Stream.of(kinds.group(1).split(", ")).sorted().toList() : List.of();
    if (sorted.stream().anyMatch(kind -> kind.startsWith("range"))) {
      sorted = sorted.stream().filter(kind -> kind.startsWith("range")).toList();
    }
    return exitCode + " " + sorted;
  }

  private static Optional<Path> otherJudge() {
    String named = System.getenv("SEQSVR_CHECK_HISTORY");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolve("../shared/bin/check-history").normalize();
      if (Files.isExecutable(beside)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }
}
