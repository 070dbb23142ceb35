package io.seqsvr.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.Plan.Selection;
import io.seqsvr.bench.delivery.DeliveryPlan;
import io.seqsvr.bench.host.Servers;
import io.seqsvr.bench.load.Timing;
import io.seqsvr.bench.machine.FsyncProbe;
import io.seqsvr.bench.machine.MachineFacts;
import io.seqsvr.bench.result.HtmlReport;
import io.seqsvr.bench.result.Results;
import io.seqsvr.bench.result.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verification/bench/messages}. */
@Command(
    name = "messages",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the message service and plain SQL on the same database server, in turns.",
      "Takes about (rounds + 1) x 13 x (seconds + warm-up). Run it on a quiet machine."
    })
final class Main implements Callable<Integer> {
  @Option(names = "--rounds", description = "Rounds that count; default ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(names = "--seconds", description = "Of each measurement; default ${DEFAULT-VALUE}.")
  private int seconds = 10;

  @Option(names = "--warm-up", description = "Seconds before each; default ${DEFAULT-VALUE}.")
  private int warmUpSeconds = 3;

  @Option(names = "--report", description = "Writes a page with charts.", paramLabel = "FILE")
  private @Nullable Path report;

  @Option(names = "--data-dir", description = "Empty; on the disk to measure.", required = true)
  private Path directory = Path.of("");

  @Option(names = "--revision", description = "Of the sources, for the report.")
  private String revision = "unknown";

  @Option(names = "--senders", split = ",", description = "Default ${DEFAULT-VALUE}.")
  private List<Integer> senders = List.of(16, 64, 256);

  @Option(names = "--threads", split = ",", description = "Peers; default ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(16, 64);

  @Option(names = "--conversations", description = "Where many; default ${DEFAULT-VALUE}.")
  private int conversations = 1_000;

  @Option(names = "--groups", description = "Of the delivery; default ${DEFAULT-VALUE}.")
  private int groups = 25;

  @Option(names = "--members", description = "Of each group; default ${DEFAULT-VALUE}.")
  private int members = 20;

  @Option(names = "--devices", description = "In all groups; default ${DEFAULT-VALUE}.")
  private int devices = 500;

  @Option(names = "--rate", description = "Messages a second; default ${DEFAULT-VALUE}.")
  private int rate = 500;

  @Option(names = "--only", description = "One of: ${COMPLETION-CANDIDATES}.")
  private @Nullable Part only;

  @Option(
      names = {"-s", "--set"},
      description = "A setting of a service, like seqsvr.message.lanes.linger=1ms.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--server-jvm", description = "An argument for the services' JVM.")
  private List<String> serverJvm = new ArrayList<>();

  /** What can be measured alone. */
  enum Part {
    SENDS,
    DELIVERY
  }

  private final MonotonicClock clock = MonotonicClock.system();

  private Main() {}

  /** Ends with 0 if all was measured and stored rightly. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (problem, command, parsed) -> {
          System.err.println("error: " + problem);
          if (!(problem instanceof BenchFailedException)) {
            problem.printStackTrace();
          }
          return 1;
        });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws BenchFailedException, IOException, InterruptedException {
    Plan plan =
        new Plan(senders, threads, conversations, new DeliveryPlan(groups, members, devices, rate));
    Timing timing = new Timing(Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(seconds));
    Files.createDirectories(directory);
    List<List<String>> facts = new ArrayList<>(MachineFacts.all());
    facts.add(List.of("fsync of 4 KiB before", FsyncProbe.in(directory, clock).text()));
    facts.add(List.of("load average before", MachineFacts.load()));
    Results results = measure(plan, timing, facts);
    facts.add(List.of("fsync of 4 KiB after", FsyncProbe.in(directory, clock).text()));
    facts.add(List.of("load average after", MachineFacts.load()));
    addRun(facts);
    TextReport.of(results, facts).forEach(System.out::println);
    if (report != null) {
      Files.writeString(report, HtmlReport.of(results, facts), UTF_8);
    }
    return 0;
  }

  private Results measure(Plan plan, Timing timing, List<List<String>> facts)
      throws BenchFailedException, IOException, InterruptedException {
    progress("starting the database and the services");
    try (Servers servers = Servers.start(directory, settings, serverJvm)) {
      Thread atExit = new Thread(servers::close, "seqsvr-bench-exit");
      Runtime.getRuntime().addShutdownHook(atExit);
      facts.add(List.of("database", servers.messages().version()));
      Selection selection = new Selection(only != Part.DELIVERY, only != Part.SENDS);
      Results results =
          new Rounds(plan.workloads(servers, clock, selection), timing, Main::progress).run(rounds);
      Runtime.getRuntime().removeShutdownHook(atExit);
      return results;
    }
  }

  private void addRun(List<List<String>> facts) {
    facts.add(List.of("revision", revision));
    facts.add(
        List.of(
            "rounds, seconds, warm-up", rounds + ", " + seconds + " s, " + warmUpSeconds + " s"));
    facts.add(List.of("settings", settings.isEmpty() ? "defaults" : settings.toString()));
    if (!serverJvm.isEmpty()) {
      facts.add(List.of("JVM of the services", String.join(" ", serverJvm)));
    }
  }

  private static void progress(String line) {
    System.err.println(line);
  }
}
