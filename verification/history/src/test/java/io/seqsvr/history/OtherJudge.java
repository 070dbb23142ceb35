package io.seqsvr.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An independent judge of histories: the program that {@code SEQSVR_CHECK_HISTORY} names, or {@code
 * ../shared/bin/check-history} beside the repository. A program in Python judges all histories of a
 * list in one process, each from a fresh start of the program; any other is run once for each.
 *
 * @param program what to run
 */
record OtherJudge(Path program) {
  private static final long SECONDS = 240;

  /** Runs the program in argv[1] once for each line of its input, whose words are the arguments. */
  private static final String DRIVER =
      """
      import contextlib, io, runpy, sys
      program = sys.argv[1]
      for line in sys.stdin:
          sys.argv = [program] + line.rstrip("\\n").split("\\t")
          out, code = io.StringIO(), 0
          with contextlib.redirect_stdout(out):
              try:
                  runpy.run_path(program, run_name="__main__")
              except SystemExit as e:
                  code = e.code
              except Exception as e:
                  code = repr(e)
          print(code, (out.getvalue().splitlines() or [""])[-1], sep="\\t")
      """;

  /** A history and how to judge it. */
  record Case(Path file, Extent extent) {
    List<String> arguments() {
      return extent == Extent.PARTIAL
          ? List.of("--partial", file.toString())
          : List.of(file.toString());
    }
  }

  /**
   * What a judge said.
   *
   * @param exitCode 0 held, 1 broken, 2 unusable; else it is the judge that broke
   * @param lastLine the last line it printed
   */
  record Opinion(String exitCode, String lastLine) {}

  static Optional<OtherJudge> find() {
    String named = System.getenv("SEQSVR_CHECK_HISTORY");
    if (named != null) {
      return Optional.of(new OtherJudge(Path.of(named)));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolve("../shared/bin/check-history").normalize();
      if (Files.isExecutable(beside)) {
        return Optional.of(new OtherJudge(beside));
      }
    }
    return Optional.empty();
  }

  /** Its opinions, in the order of the cases. */
  List<Opinion> judge(List<Case> cases, Path directory) throws IOException, InterruptedException {
    if (!isPython()) {
      List<Opinion> opinions = new ArrayList<>();
      for (Case one : cases) {
        opinions.add(judge(one));
      }
      return opinions;
    }
    Path input = Files.createTempFile(directory, "cases", ".txt");
    Files.write(input, cases.stream().map(one -> String.join("\t", one.arguments())).toList());
    Process process =
        new ProcessBuilder("python3", "-c", DRIVER, program.toString())
            .redirectInput(input.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Opinion> opinions =
        output(process)
            .map(line -> line.split("\t", 2))
            .map(words -> new Opinion(words[0], words[1]))
            .toList();
    assertThat(opinions).hasSameSizeAs(cases);
    return opinions;
  }

  /** Its opinion on one history, in a process of its own. */
  Opinion judge(Case one) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(one.arguments());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String last = output(process).reduce("", (earlier, later) -> later);
    return new Opinion(Integer.toString(process.exitValue()), last);
  }

  private static Stream<String> output(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return out.lines();
  }

  private boolean isPython() throws IOException {
    try (Stream<String> lines = Files.lines(program, StandardCharsets.ISO_8859_1)) {
      return lines.findFirst().orElse("").matches("#!.*python3?");
    }
  }
}
