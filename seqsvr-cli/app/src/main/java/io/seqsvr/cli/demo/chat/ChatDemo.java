package io.seqsvr.cli.demo.chat;

import static io.seqsvr.cli.console.Quantities.count;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.demo.stage.ServiceGuard;
import io.seqsvr.cli.demo.stage.TierCommands;
import io.seqsvr.cli.demo.stage.Workspace;
import io.seqsvr.cli.trace.TraceEvents;
import io.seqsvr.cli.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The demonstration of the whole path, with what has to be brought up for it. Used once. */
public final class ChatDemo {
  /** Of one send; a restart of a service fits in. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ChatPlan plan;
  private final Console console;
  private final MonotonicClock clock;

  /** A demonstration that prints to the console. */
  public ChatDemo(ChatPlan plan, Console console, MonotonicClock clock) {
    this.plan = plan;
    this.console = console;
    this.clock = clock;
  }

  /**
   * Runs it against a service that is there, which is left alone: nothing is killed.
   *
   * @return the exit code
   */
  public int runAgainst(MessageAddress address)
      throws CommandFailedException, IOException, InterruptedException {
    TraceEvents trace = load(tag());
    console.err().println("calling " + address.server() + ", which is left alone");
    try (Workspace workspace = Workspace.create();
        ChatGateway gateway = new SdkGateway(address, plan.chaos(), PATIENCE)) {
      return run(trace).run(gateway, List.of(), recorded(workspace));
    }
  }

  /**
   * Runs it against services of its own, which are killed in the middle.
   *
   * @param program the command that runs this program again
   * @return the exit code
   */
  public int runWithOwnServices(List<String> program)
      throws CommandFailedException, IOException, InterruptedException {
    Path kept = plan.dataDirectory();
    TraceEvents trace = load(kept == null ? "" : tag());
    try (Workspace workspace = Workspace.create();
        ServiceGuard guard = ServiceGuard.install(workspace)) {
      console
          .err()
          .println(
              plan.nodes() == 1
                  ? "starting database, ZooKeeper, store, alloc and message service"
                  : "starting database, ZooKeeper, store, "
                      + plan.nodes()
                      + " alloc nodes and message service");
      Path data = kept == null ? workspace.resolve("data") : kept;
      Files.createDirectories(data);
      Path logs = kept == null ? workspace.resolve("") : data;
      TierCommands commands = new TierCommands(program, logs, guard);
      ChatTiers tiers = ChatTiers.start(commands, data, plan.nodes());
      MessageAddress address = new MessageAddress(tiers.address(), null, false);
      try (ChatGateway gateway = new SdkGateway(address, plan.chaos(), PATIENCE)) {
        return run(trace).run(gateway, tiers.victims(), recorded(workspace));
      } finally {
        tiers.beginToStop();
        guard.stop();
      }
    }
  }

  private ChatRun run(TraceEvents trace) {
    IndependentChecker checker = new IndependentChecker(System.getenv(IndependentChecker.VARIABLE));
    return new ChatRun(plan, trace, console, clock, ChatRun.Limits.DEFAULT, checker);
  }

  private Path recorded(Workspace workspace) {
    Path history = plan.history();
    return history == null ? workspace.resolve("history.jsonl") : history;
  }

  private TraceEvents load(String tag) throws IOException {
    @Nullable Path file = plan.trace();
    try (TraceReader reader =
        file == null ? TraceReader.openShippedWeek() : TraceReader.open(file)) {
      TraceEvents trace = TraceEvents.read(reader, plan.messages(), tag);
      console
          .err()
          .printf(
              "replaying %s messages of %s%s%n",
              count(plan.messages()),
              file == null ? "the shipped week" : file,
              trace.messages() < plan.messages() ? ", which is begun again when it ends" : "");
      return trace;
    }
  }

  /** Sets this run's conversations and users apart from those of earlier runs. */
  private static String tag() {
    return "-" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
  }
}
