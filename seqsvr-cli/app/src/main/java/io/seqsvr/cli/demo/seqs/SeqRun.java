package io.seqsvr.cli.demo.seqs;

import static io.seqsvr.cli.console.Quantities.count;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.client.ClientFactory;
import io.seqsvr.cli.client.ServerOptions;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.cli.demo.stage.ChildService;
import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.ProgressLines;
import io.seqsvr.cli.demo.stage.ProgressOnTerminal;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.demo.stage.SectionOwners;
import io.seqsvr.cli.demo.stage.SeqTiers;
import io.seqsvr.cli.demo.stage.ServiceGuard;
import io.seqsvr.cli.demo.stage.TierCommands;
import io.seqsvr.cli.demo.stage.Workspace;
import io.seqsvr.cli.trace.Replay;
import io.seqsvr.cli.trace.TraceReader;
import io.seqsvr.client.SeqClient;
import io.seqsvr.history.HistoryChecker;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One demonstration from the trace to the verdict. Used once, on one thread. */
public final class SeqRun {
  /** Of one call; a restart of the service fits in. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

  private final SeqPlan plan;
  private final ClientFactory clients;
  private final Console console;
  private final MonotonicClock clock;

  /** A run that prints to the console. */
  public SeqRun(SeqPlan plan, ClientFactory clients, Console console, MonotonicClock clock) {
    this.plan = plan;
    this.clients = clients;
    this.console = console;
    this.clock = clock;
  }

  /** What may be done to the service while callers are at work. */
  @FunctionalInterface
  interface Disturbance {
    /** Causes the trouble and returns when it is over; null if there was none. */
    @Nullable Disruption run(RunProgress progress, HistoryWriter history, ProgressDisplay display)
        throws IOException, InterruptedException, CommandFailedException;
  }

  /** What is left of a replay. */
  private record Played(CallLog log, @Nullable Disruption disruption, Retries retries) {}

  /**
   * Runs it.
   *
   * @param server the service to call, if one was named
   * @param program the command that runs this program again, if none was named
   * @return the exit code
   */
  public int run(ServerOptions server, List<String> program)
      throws CommandFailedException, IOException, InterruptedException {
    Replay replay = load();
    try (Workspace workspace = Workspace.create();
        ServiceGuard guard = ServiceGuard.install(workspace)) {
      Path historyFile = plan.history();
      Path recorded = historyFile == null ? workspace.resolve("history.jsonl") : historyFile;
      Played played;
      try (HistoryWriter history = HistoryWriter.create(recorded)) {
        if (server.isServerNamed()) {
          console.err().println("calling " + server.serverNames() + ", which is left alone");
          try (SeqClient client = clients.open(server, CALL_TIMEOUT)) {
            played =
                play(
                    replay,
                    client,
                    server.serverNames(),
                    inTurn(replay),
                    history,
                    (p, h, d) -> null);
          }
        } else if (plan.nodes() > 1) {
          played = playThroughTakeOver(replay, workspace, program, guard, history);
        } else {
          played = playThroughCrash(replay, launch(workspace, program), guard, history);
        }
      }
      return conclude(played, recorded);
    }
  }

  private Replay load() throws IOException {
    Path file = plan.trace();
    try (TraceReader trace =
        file == null ? TraceReader.openShippedWeek() : TraceReader.open(file)) {
      Replay replay = Replay.of(trace, plan.messages());
      String again = replay.passes() == 1 ? "" : ", begun " + replay.passes() + " times";
      console
          .err()
          .printf(
              "replaying %s messages of %s%s, %s callers%n",
              count(replay.messages()),
              file == null ? "the shipped week" : file,
              again,
              count(plan.callers()));
      return replay;
    }
  }

  private StandaloneLaunch launch(Workspace workspace, List<String> program)
      throws CommandFailedException {
    Path given = plan.dataDirectory();
    return new StandaloneLaunch(
        program,
        given == null ? workspace.resolve("data") : given,
        FreeOffset.find(),
        workspace.resolve("service.log"));
  }

  private Played playThroughCrash(
      Replay replay, StandaloneLaunch launch, ServiceGuard guard, HistoryWriter history)
      throws CommandFailedException, IOException, InterruptedException {
    console.err().println("starting a standalone service, offset " + launch.offset());
    ChildService service = guard.hold(ChildService.start(launch.child()));
    service.awaitReady();
    ServerOptions server = ServerOptions.of(List.of(launch.address()));
    try (SeqClient client = clients.open(server, CALL_TIMEOUT)) {
      return play(
          replay,
          client,
          launch.address(),
          inTurn(replay),
          history,
          (progress, record, display) -> {
            CrashDrill drill =
                new CrashDrill(launch.child(), guard, progress, record, display, clock);
            return drill.run(service);
          });
    } finally {
      guard.stop();
    }
  }

  private Played playThroughTakeOver(
      Replay replay,
      Workspace workspace,
      List<String> program,
      ServiceGuard guard,
      HistoryWriter history)
      throws CommandFailedException, IOException, InterruptedException {
    console
        .err()
        .println("starting database, ZooKeeper, store and " + plan.nodes() + " alloc nodes");
    Path given = plan.dataDirectory();
    Path data = given == null ? workspace.resolve("data") : given;
    Files.createDirectories(data);
    TierCommands commands = new TierCommands(program, workspace.resolve(""), guard);
    SeqTiers tiers = SeqTiers.start(commands, data, plan.nodes());
    ServerOptions servers = ServerOptions.of(tiers.addresses());
    try (SeqClient client = clients.open(servers, CALL_TIMEOUT)) {
      SectionOwners owners = tiers.awaitLevel(client);
      return play(
          replay,
          client,
          servers.serverNames(),
          Shares.byGroup(
              replay.messages(),
              plan.callers(),
              message -> owners.nodeOf("", replay.conversation(message))),
          history,
          (progress, record, display) ->
              new TakeOverDrill(tiers, client, progress, record, display, clock)
                  .run(replay, owners));
    } finally {
      tiers.beginToStop();
      guard.stop();
    }
  }

  private Shares inTurn(Replay replay) {
    return Shares.inTurn(replay.messages(), plan.callers());
  }

  private Played play(
      Replay replay,
      SeqClient client,
      String node,
      Shares shares,
      HistoryWriter history,
      Disturbance disturbance)
      throws CommandFailedException, IOException, InterruptedException {
    CallLog log = new CallLog(replay);
    RunProgress progress = new RunProgress(replay.messages());
    Retries retries = new Retries();
    history.writePhase(Map.of("what", "replay", "t_ns", clock.nanoTime()));
    try (ProgressDisplay display = display(replay.messages())) {
      Caller.Shared shared =
          new Caller.Shared(
              replay, new ClientSource(client), node, history, log, progress, retries, clock);
      Replayer replayer = Replayer.start(plan.callers(), shares, shared, display);
      Disruption disruption = disturb(disturbance, progress, history, display);
      Optional<Throwable> failure = replayer.await();
      if (failure.isPresent()) {
        throw new CommandFailedException(ErrorLines.describe(failure.get()), failure.get());
      }
      return new Played(log, disruption, retries);
    }
  }

  private static @Nullable Disruption disturb(
      Disturbance disturbance, RunProgress progress, HistoryWriter history, ProgressDisplay display)
      throws CommandFailedException, IOException, InterruptedException {
    boolean done = false;
    try {
      Disruption disruption = disturbance.run(progress, history, display);
      done = true;
      return disruption;
    } finally {
      if (!done) {
        progress.abandon();
      }
    }
  }

  private ProgressDisplay display(int messages) {
    return console.terminal()
        ? new ProgressOnTerminal(console.err(), messages)
        : new ProgressLines(console.err(), messages, "seqs", clock);
  }

  private int conclude(Played played, Path recorded) throws IOException {
    Verdict verdict = HistoryChecker.check(List.of(recorded));
    Summary summary =
        Analysis.summarize(played.log(), played.disruption(), played.retries(), verdict);
    SummaryTable.of(summary).lines().forEach(console.out()::println);
    verdict.lines().forEach(console.out()::println);
    summary.problems().forEach(problem -> console.out().println("FAILED: " + problem));
    Path report = plan.report();
    if (report != null) {
      Files.writeString(
          report, new RunPicture(played.log(), played.disruption()).page(summary).toHtml());
    }
    return summary.isGood() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
