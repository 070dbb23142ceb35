package io.seqsvr.cli.store;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.store.v1.RaiseSectionsResult;
import io.seqsvr.cli.client.TimeoutOption;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.cli.console.Quantities;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code seqsvr admin store raise}: lifts whole sections above numbers that are in use. */
@Command(
    name = "raise",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Make the next seqs of whole sections larger than a number.",
    description = {
      "",
      "For a database that went back in time, and to bring many numbers along. Stop the alloc nodes"
          + " first: one that runs is shut out, but hands out what it holds in memory until it finds"
          + " out. Every conversation of these sections goes on above AT_LEAST, or above a ceiling of"
          + " its own that is higher. It never lowers anything, nothing undoes it, and it may be"
          + " repeated. Prints one line.",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr admin store raise --sections all --at-least 5000000",
      "  seqsvr admin store raise --sections 0-15 --at-least 1000000000000"
    })
final class RaiseSectionsCommand implements Callable<Integer> {
  private static final long MAX_AT_LEAST = 1L << 62;

  private final StoreAdmins stores;
  private final Console console;

  @Mixin private SectionsOption sections = new SectionsOption();

  @Option(
      names = "--at-least",
      paramLabel = "AT_LEAST",
      required = true,
      description = "The next seqs will be larger than this: 1 to 2^62.")
  private long atLeast;

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  RaiseSectionsCommand(StoreAdmins stores, Console console) {
    this.stores = stores;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException {
    SectionRange range =
        sections.value().orElseThrow(() -> sections.wrong("--sections is missing"));
    if (atLeast < 1 || atLeast > MAX_AT_LEAST) {
      throw SeqsvrException.invalidArgument("at_least", "1..2^62", Long.toString(atLeast));
    }
    try (StoreAdmin store = stores.open(options, timeout.value())) {
      int last = range.lastOf(store.cluster().getSectionCount());
      List<RaiseSectionsResult> results = store.raise(range.first(), last, atLeast);
      long raised = results.stream().filter(RaiseSectionsResult::hasRaised).count();
      console.out().println("sections above " + atLeast + ": " + Quantities.count(raised));
      refuse(results);
    }
    return ExitCode.DONE;
  }

  private static void refuse(List<RaiseSectionsResult> results) throws CommandFailedException {
    List<RaiseSectionsResult> refused =
        results.stream().filter(RaiseSectionsResult::hasError).toList();
    if (!refused.isEmpty()) {
      throw new CommandFailedException(
          refused.size()
              + " sections refused, the first one: "
              + refused.get(0).getError().getReason()
              + ": "
              + refused.get(0).getError().getMessage());
    }
  }
}
