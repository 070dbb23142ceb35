package io.seqsvr.alloc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs the classes named {@code …Stress} by jcstress, in processes of their own: each once and
 * shortly, or with {@code -Dseqsvr.concurrency.long=true} with every compiler and many times.
 *
 * <p>A failure shows how often each outcome was seen, the forbidden ones too. There is no seed:
 * what is random is the machine. {@code -Dseqsvr.concurrency.tests=REGEX} chooses tests; {@code .*}
 * is all of them.
 */
final class JcstressTest {
  private static final boolean LONG = Boolean.getBoolean("seqsvr.concurrency.long");

  /** What every build runs; the others are {@code verification/concurrency/run}'s. */
  private static final String SHORT =
      "StepStress.(New|At)|CloseStress.(Used|Empty)|GrowthStress.Carried"
          + "|RebaseStress.(Quiet$|Hot)|CeilingStress.(Commit|Wish)"
          + "|SectionStress.(Drain|NewGeneration|TwoRefills|StaleAnswer)|StoreStress";

  private static final String TESTS =
      System.getProperty("seqsvr.concurrency.tests", LONG ? ".*" : SHORT);
  private static final Duration LIMIT = LONG ? Duration.ofHours(5) : Duration.ofMinutes(8);
  private static final Pattern RESULTS =
      Pattern.compile("\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed");

  private final Path directory =
      Path.of(System.getProperty("seqsvr.concurrency.target", "target"), "jcstress");

  @Test
  void racesEndAsTheyMay() throws IOException, InterruptedException {
    assertThat(Runtime.getRuntime().availableProcessors())
        .as("jcstress needs two processors")
        .isGreaterThanOrEqualTo(2);
    Files.createDirectories(directory);
    Path log = directory.resolve("log.txt");
    Process process =
        new ProcessBuilder(command())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        fail("jcstress was not done in " + LIMIT + ", see " + log + "\n" + tail(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    judge(process.exitValue(), log);
  }

  private void judge(int exitCode, Path log) throws IOException {
    String text = Files.readString(log);
    assertThat(exitCode).as("exit code of jcstress, see %s\n%s", log, failures(text)).isZero();
    assertThat(text).doesNotContain("No scheduling is possible");
    Matcher results = RESULTS.matcher(text);
    String planned = "none";
    String passed = "";
    while (results.find()) {
      planned = results.group(1);
      passed = results.group(2);
    }
    assertThat(passed).as("passed of those planned, see %s", log).isEqualTo(planned);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.openjdk.jcstress.Main");
    command.addAll(List.of("-r", directory.toString()));
    command.addAll(List.of("-t", TESTS));
    if (LONG) {
      command.addAll(List.of("-m", "quick"));
    } else {
      // One virtual machine a class, without pinning threads, which some containers forbid.
      command.addAll(
          List.of("-m", "quick", "-iters", "2", "-time", "150", "-sc", "false", "-af", "NONE"));
      command.addAll(List.of("-jvmArgs", "-XX:+UseParallelGC"));
    }
    return command;
  }

  /** What jcstress prints of the tests that failed: from the name to the blank line. */
  private static String failures(String text) {
    StringBuilder failures = new StringBuilder();
    boolean inside = false;
    for (String line : text.lines().toList()) {
      inside = line.contains("[FAILED]") || (inside && !line.startsWith(".......... [OK]"));
      if (inside || line.contains("TEST FAILURES")) {
        failures.append(line).append('\n');
      }
    }
    return failures.toString();
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }
}
