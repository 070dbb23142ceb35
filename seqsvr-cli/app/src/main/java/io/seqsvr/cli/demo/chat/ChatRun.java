package io.seqsvr.cli.demo.chat;

import static io.seqsvr.cli.console.Quantities.count;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.cli.demo.grpc.LinkFaults;
import io.seqsvr.cli.demo.stage.ProgressDisplay;
import io.seqsvr.cli.demo.stage.ProgressLines;
import io.seqsvr.cli.demo.stage.ProgressOnTerminal;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.demo.stage.Victim;
import io.seqsvr.cli.trace.TraceEvents;
import io.seqsvr.history.HistoryChecker;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** One run from the roster to the verdict, against a service that is there. Used once. */
final class ChatRun {
  private final ChatPlan plan;
  private final TraceEvents trace;
  private final Console console;
  private final MonotonicClock clock;
  private final Limits limits;
  private final IndependentChecker checker;
  private final Roster roster;

  ChatRun(
      ChatPlan plan,
      TraceEvents trace,
      Console console,
      MonotonicClock clock,
      Limits limits,
      IndependentChecker checker) {
    this.plan = plan;
    this.trace = trace;
    this.console = console;
    this.clock = clock;
    this.limits = limits;
    this.checker = checker;
    this.roster = Roster.of(trace.events(), plan.watchers());
  }

  /**
   * Longest waits at the end.
   *
   * @param catchUp for devices that have not shown everything
   * @param redelivery for the service to send again what was not acknowledged
   */
  record Limits(Duration catchUp, Duration redelivery) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(15));
  }

  /** What is left of a replay. */
  private record Played(
      Script script,
      Board board,
      Kills kills,
      Devices devices,
      LinkFaults link,
      UnreadCheck.Result unread,
      List<String> behind) {}

  /**
   * Runs it.
   *
   * @param victims what is killed, in this order
   * @param recorded file of the history
   * @return the exit code
   */
  int run(ChatGateway gateway, List<Victim> victims, Path recorded)
      throws CommandFailedException, IOException, InterruptedException {
    Played played;
    try (HistoryWriter history = HistoryWriter.create(recorded)) {
      played = prepare(gateway, victims, history);
    }
    return conclude(played, recorded);
  }

  private Played prepare(ChatGateway gateway, List<Victim> victims, HistoryWriter history)
      throws CommandFailedException, IOException, InterruptedException {
    Script script = Script.of(trace, roster, plan.messages());
    console
        .err()
        .printf(
            "creating %s conversations of %s users, %s of them with a device%n",
            count(roster.places().size()),
            count(roster.placesByUser().size()),
            count(roster.watchers().size()));
    Map<Place, String> ids;
    try {
      ids = Setup.create(gateway.conversations(), roster.places());
    } catch (ExecutionException e) {
      throw new CommandFailedException(ErrorLines.describe(e), e);
    }
    Board board =
        new Board(
            ids,
            history,
            new Ledger(),
            new Tally(),
            new Meter(clock.nanoTime()),
            new SendStarts(script.messages()),
            new RunProgress(script.messages()),
            clock);
    Kills kills = new Kills(plan.chaos() ? victims : List.of(), history, clock);
    history.writePhase(
        Map.of("what", "replay", "chaos", plan.chaos() ? "on" : "off", "t_ns", clock.nanoTime()));
    return play(script, gateway, board, kills);
  }

  private Played play(Script script, ChatGateway gateway, Board board, Kills kills)
      throws CommandFailedException, InterruptedException {
    Devices devices = new Devices(roster.watchers(), gateway, board);
    try (ProgressDisplay display = display(script.messages());
        Lanes lanes = new Lanes(roster.watchers(), board.progress())) {
      replay(script, gateway, board, kills, devices, lanes, display);
      failOn(lanes.failure());
      display.say("every message has its receipt, the devices catch up");
      List<String> behind = catchUp(board, devices, gateway, display);
      declare(board, devices);
      display.say("comparing unread counts");
      UnreadCheck.Result unread =
          new UnreadCheck(board, gateway.conversations()).run(roster.placesByUser());
      failOn(lanes.failure());
      return new Played(script, board, kills, devices, gateway.linkFaults(), unread, behind);
    } finally {
      devices.all().forEach(Device::close);
    }
  }

  private void replay(
      Script script,
      ChatGateway gateway,
      Board board,
      Kills kills,
      Devices devices,
      Lanes lanes,
      ProgressDisplay display)
      throws InterruptedException {
    ProgressTicker ticker = ProgressTicker.start(board.progress(), display);
    try {
      Sender sender = new Sender(board, gateway.conversations(), lanes, kills, plan.chaos());
      Cuts cuts = new Cuts(List.copyOf(roster.watchers()), gateway, board.history(), clock);
      Director director = new Director(lanes, devices, sender, cuts, board, plan.inFlight());
      KillThread killer = KillThread.start(kills, board.progress(), display, lanes);
      for (String user : roster.presentAtStart()) {
        Device device = devices.of(user);
        if (device != null) {
          lanes.execute(user, device::come);
        }
      }
      director.run(script, plan.chaos());
      killer.join();
    } finally {
      ticker.close();
    }
  }

  private List<String> catchUp(
      Board board, Devices devices, ChatGateway gateway, ProgressDisplay display) {
    CatchUp catchUp = new CatchUp(board, devices, gateway.conversations(), display);
    List<String> behind = new ArrayList<>(catchUp.run(limits.catchUp().toNanos()));
    if (plan.chaos()) {
      catchUp.awaitRedelivery(limits.redelivery().toNanos());
    }
    display.say("every device connects anew");
    devices.all().forEach(Device::close);
    behind.addAll(catchUp.run(limits.catchUp().toNanos()));
    return behind;
  }

  /** Everybody was a member before the first message, and every device had its time. */
  private void declare(Board board, Devices devices) {
    for (Map.Entry<Place, Set<String>> place : roster.places().entrySet()) {
      String conversation = board.conversation(place.getKey());
      place.getValue().forEach(user -> board.history().writeMember(conversation, user, 0));
    }
    devices.all().forEach(d -> board.history().writeDevice(d.user(), SdkGateway.DEVICE));
  }

  private static void failOn(Optional<Throwable> failure) throws CommandFailedException {
    if (failure.isPresent()) {
      throw new CommandFailedException(ErrorLines.describe(failure.get()), failure.get());
    }
  }

  private ProgressDisplay display(int messages) {
    return console.terminal()
        ? new ProgressOnTerminal(console.err(), messages)
        : new ProgressLines(console.err(), messages, "messages", clock);
  }

  private int conclude(Played played, Path recorded) throws IOException, InterruptedException {
    Verdict verdict = HistoryChecker.check(List.of(recorded));
    ChatSummary summary = summary(played, verdict, checker.judge(recorded));
    ChatTable.of(summary).lines().forEach(console.out()::println);
    verdict.lines().forEach(console.out()::println);
    summary.opinion().lines().forEach(console.out()::println);
    List<String> problems = summary.problems();
    problems.forEach(problem -> console.out().println("FAILED: " + problem));
    Path report = plan.report();
    if (report != null) {
      Timeline timeline = played.board().meter().timeline();
      Files.writeString(report, ChatPicture.page(summary, timeline).toHtml());
    }
    return problems.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ChatSummary summary(Played played, Verdict verdict, IndependentChecker.Opinion opinion) {
    Board board = played.board();
    int groups = 0;
    for (Place place : roster.places().keySet()) {
      groups += place instanceof Place.Group ? 1 : 0;
    }
    ChatSummary.Size size =
        new ChatSummary.Size(
            played.script().messages(),
            played.script().passes(),
            groups,
            roster.places().size() - groups,
            roster.placesByUser().size(),
            roster.watchers().size(),
            plan.chaos(),
            played.kills().planned());
    return new ChatSummary(
        size,
        board.tally(),
        played.devices().counters(),
        played.link(),
        played.kills().happened(),
        board.meter().sendLatency(),
        board.meter().endToEndLatency(),
        board.meter().elapsedNanos(),
        played.unread(),
        played.behind(),
        verdict,
        opinion);
  }
}
