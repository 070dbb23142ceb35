package io.seqsvr.cli.demo;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.client.ClientFactory;
import io.seqsvr.cli.client.ServerOptions;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.cli.demo.chat.ChatDemo;
import io.seqsvr.cli.demo.chat.ChatPlan;
import io.seqsvr.cli.demo.chat.MessageAddress;
import io.seqsvr.cli.demo.seqs.SeqPlan;
import io.seqsvr.cli.demo.seqs.SeqRun;
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

/** {@code seqsvr demo}: a real chat trace, replayed through lost frames and crashes. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Replay a real chat trace through lost frames and crashes, and check every message.",
    description = {
      "",
      "Brings up database, ZooKeeper, store, alloc and message service, each service a process of"
          + " its own, and replays a week of real chat traffic as fast as it goes: channels are"
          + " groups, messages to one person are single chats, people come and go with their"
          + " devices. Meanwhile one acknowledgement and one receipt in three are lost,"
          + " connections are cut, messages are sent again under the same id, ids are used again"
          + " for something else, and message service and alloc service are killed with kill -9"
          + " once each.",
      "",
      "In the end every device must have shown every message of its user once and in order, and"
          + " every unread count must be exact. Progress goes to standard error, a table to"
          + " standard output. The run is checked from its recorded history, and counts only if"
          + " every fault really happened. If SEQSVR_CHECK_HISTORY names another checker, that"
          + " one judges too. With --server a running message service is used, and nothing is"
          + " killed.",
      "",
      "With --only-seqs it is the sequence service alone: every message draws a seq, and database"
          + " and service are frozen and killed in the middle. --server is an alloc node then.",
      "",
      "With --nodes there are several alloc nodes, which share the sections evenly. Of these one is"
          + " killed, and the others take its sections over; the table says how long its"
          + " conversations waited, and the others meanwhile.",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every promise held, and every fault happened",
      "1:not so, or a service could not be started or reached",
      ExitCode.USAGE_HELP
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr demo",
      "  seqsvr demo --messages 20000 --report run.html --history run.jsonl.gz",
      "  seqsvr demo --only-seqs --nodes 3",
      "  seqsvr demo --only-seqs --trace chat-2012.csv.gz --messages 698102"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int MAX_MESSAGES = 10_000_000;
  private static final int MAX_CALLERS = 1_000;
  private static final int MAX_WATCHERS = 100;
  private static final int MAX_NODES = 8;
  private static final int DEFAULT_CHAT_MESSAGES = 5_000;
  private static final int DEFAULT_SEQS = 200_000;
  private static final int DEFAULT_CHAT_CALLERS = 256;
  private static final int DEFAULT_SEQ_CALLERS = 64;

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
      description =
          "How many messages, 1 to 10 000 000; a trace that is shorter is replayed again from its"
              + " start. Default: 5000; 200000 with --only-seqs")
  private @Nullable Integer messages;

  @Option(
      names = "--watchers",
      paramLabel = "W",
      defaultValue = "20",
      description =
          "Most members of a group that have a device, the most active ones, 1 to 100; the others"
              + " only send. Default: ${DEFAULT-VALUE}")
  private int watchers;

  @Option(
      names = "--callers",
      paramLabel = "C",
      description = "Most calls under way at a time, 1 to 1000. Default: 256; 64 with --only-seqs")
  private @Nullable Integer callers;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Alloc nodes to bring up, 1 to 8. Default: 1")
  private @Nullable Integer nodes;

  @Option(names = "--no-chaos", description = "Break nothing.")
  private boolean calm;

  @Option(
      names = "--only-seqs",
      description = "Replay against the sequence service alone, without messages.")
  private boolean onlySeqs;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Keep the record of the run, one JSON object a line; .gz compresses.")
  private @Nullable Path history;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page (HTML) with charts of throughput and latency over time.")
  private @Nullable Path report;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Data of the services, kept afterwards. Default: temporary, removed")
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
    int wanted = onlySeqs ? DEFAULT_SEQS : DEFAULT_CHAT_MESSAGES;
    if (messages != null) {
      wanted = messages;
    }
    int atATime = onlySeqs ? DEFAULT_SEQ_CALLERS : DEFAULT_CHAT_CALLERS;
    if (callers != null) {
      atATime = callers;
    }
    requireRange("--messages", wanted, MAX_MESSAGES);
    requireRange("--callers", atATime, MAX_CALLERS);
    requireRange("--watchers", watchers, MAX_WATCHERS);
    if (server.isServerNamed() && dataDirectory != null) {
      throw new ParameterException(
          spec.commandLine(), "--data-dir is of no use with --server: no service is brought up");
    }
    int allocNodes = allocNodes(atATime);
    MonotonicClock clock = MonotonicClock.system();
    if (onlySeqs) {
      SeqPlan plan =
          new SeqPlan(trace, wanted, atATime, allocNodes, history, report, dataDirectory);
      return new SeqRun(plan, clients, console, clock).run(server, program);
    }
    ChatPlan plan =
        new ChatPlan(
            trace, wanted, allocNodes, watchers, atATime, !calm, history, report, dataDirectory);
    ChatDemo demo = new ChatDemo(plan, console, clock);
    return server.isServerNamed()
        ? demo.runAgainst(messageAddress())
        : demo.runWithOwnServices(program);
  }

  private int allocNodes(int atATime) {
    int wanted = nodes == null ? 1 : nodes;
    requireRange("--nodes", wanted, MAX_NODES);
    if (nodes != null && server.isServerNamed()) {
      throw new ParameterException(
          spec.commandLine(), "--nodes is of no use with --server: no service is brought up");
    }
    if (onlySeqs && atATime < wanted) {
      throw new ParameterException(
          spec.commandLine(),
          "--callers must be at least --nodes, " + wanted + ", so that each has one: " + atATime);
    }
    return wanted;
  }

  private MessageAddress messageAddress() {
    MessageAddress address =
        new MessageAddress(server.serverNames(), server.trust(), server.isPlaintextAllowed());
    try {
      address.check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return address;
  }

  private void requireRange(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + " must be 1.." + max + ": " + value);
    }
  }
}
