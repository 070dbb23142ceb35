package io.seqsvr.cli.demo;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.client.ClientFactory;
import io.seqsvr.cli.client.ServerOptions;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seqsvr demo}: a real chat trace, replayed through a crash. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Replay a real chat trace through a crash, and check every seq.",
    description = {
      "",
      "Brings up a standalone service in a temporary directory and replays a week of real chat"
          + " traffic, as fast as it goes: each message draws a seq for its conversation (the"
          + " channel, or the two people when it is addressed to one). After 40 %% of the messages"
          + " the database is frozen for 2 seconds, then database and service are killed with"
          + " kill -9 and started again on the same data; the callers just go on.",
      "",
      "Progress goes to standard error. Standard output gets a table: throughput, latency of the"
          + " calls outside the trouble, length of the outage, largest jump of a conversation at"
          + " the crash, and what a check of all recorded calls found. With --server the replay"
          + " goes to a running service, and nothing is frozen or killed.",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every message got its seq, and every promise held",
      "1:not so, or the service could not be started or reached",
      ExitCode.USAGE_HELP
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr demo",
      "  seqsvr demo --messages 50000 --report crash.html --history run.jsonl.gz",
      "  seqsvr demo --server 127.0.0.1:7201 --trace chat-2012.csv.gz --messages 698102"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int MAX_MESSAGES = 10_000_000;
  private static final int MAX_CALLERS = 1_000;

  private final ClientFactory clients;
  private final Console console;
  private final List<String> program;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Trace to replay, CSV, gzip or plain. Default: the week that is shipped")
  private @Nullable Path trace;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "200000",
      description =
          "How many messages, 1 to 10 000 000; a trace that is shorter is replayed again from its"
              + " start. Default: ${DEFAULT-VALUE}")
  private int messages;

  @Option(
      names = "--callers",
      paramLabel = "C",
      defaultValue = "64",
      description = "Concurrent callers, 1 to 1000. Default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Keep the recorded calls, one JSON object a line; .gz compresses.")
  private @Nullable Path history;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page (HTML) with charts of throughput and seqs over time.")
  private @Nullable Path report;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Data of the service, kept afterwards. Default: temporary, removed")
  private @Nullable Path dataDirectory;

  @Mixin private ServerOptions server = new ServerOptions();

  /**
   * A demonstration.
   *
   * @param program the command that runs this program again, up to its arguments
   */
  public DemoCommand(ClientFactory clients, Console console, List<String> program) {
    this.clients = clients;
    this.console = console;
    this.program = List.copyOf(program);
  }

  @Override
  public Integer call() throws CommandFailedException, IOException, InterruptedException {
    requireRange("--messages", messages, MAX_MESSAGES);
    requireRange("--callers", callers, MAX_CALLERS);
    if (server.isServerNamed() && dataDirectory != null) {
      throw new ParameterException(
          spec.commandLine(), "--data-dir is of no use with --server: no service is brought up");
    }
    DemoPlan plan = new DemoPlan(trace, messages, callers, history, report, dataDirectory);
    return new DemoRun(plan, clients, console, MonotonicClock.system()).run(server, program);
  }

  private void requireRange(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + " must be 1.." + max + ": " + value);
    }
  }
}
