package io.seqsvr.cli.check;

import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.history.Extent;
import io.seqsvr.history.HistoryChecker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code seqsvr check-history}: whether a recorded run kept the promises. */
@Command(
    name = "check-history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Judge a recorded history of calls and messages.",
    description = {
      "",
      "Reads JSON lines as 'seqsvr demo --history' writes them (.gz too) and checks, for each"
          + " conversation, that no two calls got the same seq, that a call which began after"
          + " another had ended got larger seqs, and that every block starts at 1 or above. Of"
          + " messages it checks that one is one thing with one seq, that a send which began after"
          + " another had ended got the larger seq, and that every device showed what was sent in"
          + " order, once, without holes, and nothing else. Violations are printed with the lines that show them; the last line is a summary. A"
          + " torn last line (the writer was killed) is left out and counted.",
      ""
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every promise held",
      "1:a promise was broken",
      "2:the history cannot be judged (missing, empty, damaged), or wrong usage"
    },
    footerHeading = "%nExample:%n",
    footer = {"  seqsvr demo --history run.jsonl.gz", "  seqsvr check-history run.jsonl.gz"})
public final class CheckHistoryCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files that together are one history, of one host's clock.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--partial",
      description =
          "Not the history of a whole run, up to where every device had caught up: don't look for"
              + " lost messages.")
  private boolean partial;

  /** A command that prints its judgement to the console's output. */
  public CheckHistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return HistoryChecker.run(files, partial ? Extent.PARTIAL : Extent.WHOLE, console.out());
  }
}
