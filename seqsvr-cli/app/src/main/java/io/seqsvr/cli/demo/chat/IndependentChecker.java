package io.seqsvr.cli.demo.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checker of histories that is no part of this program, run as a process. */
final class IndependentChecker {
  /** Environment variable that names its program. */
  static final String VARIABLE = "SEQSVR_CHECK_HISTORY";

  private static final int MAX_LINES = 50;

  private final @Nullable String program;

  /** The checker at a path; null if there is none. */
  IndependentChecker(@Nullable String program) {
    this.program = program;
  }

  /**
   * What it says.
   *
   * @param content whether it found nothing, or is not there
   * @param lines its output, or one line that it is not there
   */
  record Opinion(boolean content, List<String> lines) {
    Opinion {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Runs it on a history.
   *
   * @throws IOException if the program cannot be started
   */
  Opinion judge(Path history) throws IOException, InterruptedException {
    if (program == null) {
      return new Opinion(
          true, List.of("independent checker: not run (" + VARIABLE + " does not name one)"));
    }
    Process process =
        new ProcessBuilder(program, history.toString()).redirectErrorStream(true).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (lines.size() == MAX_LINES) {
          lines.remove(MAX_LINES - 2);
        }
        lines.add("independent checker: " + line);
      }
    }
    return new Opinion(process.waitFor() == 0, lines);
  }
}
