package io.seqsvr.failover;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.machine.FsyncProbe;
import io.seqsvr.bench.machine.MachineFacts;
import io.seqsvr.bench.result.Table;
import io.seqsvr.failover.cluster.Cluster;
import io.seqsvr.failover.cluster.ClusterPlan;
import io.seqsvr.failover.event.Event;
import io.seqsvr.failover.event.Stage;
import io.seqsvr.failover.event.Terms;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import io.seqsvr.failover.report.EventResult;
import io.seqsvr.failover.report.Page;
import io.seqsvr.failover.report.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verification/failover/run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Causes faults in a deployment of several processes, over and over, and measures how long",
      "callers notice. Every call is recorded and judged. Run it on a quiet machine."
    })
final class Main implements Callable<Integer> {
  @Option(
      names = "--events",
      split = ",",
      description = "Some of ${COMPLETION-CANDIDATES}; default all.")
  private List<Plan.Name> events = List.of(Plan.Name.values());

  @Option(names = "--repetitions", description = "Of short events; default ${DEFAULT-VALUE}.")
  private int often = 30;

  @Option(
      names = "--long-repetitions",
      description = "Of outages and bulk take-overs; default ${DEFAULT-VALUE}.")
  private int seldom = 5;

  @Option(names = "--outage", description = "Seconds of a long outage; default ${DEFAULT-VALUE}.")
  private int outageSeconds = 60;

  @Option(names = "--lease", description = "Milliseconds; default ${DEFAULT-VALUE}.")
  private int leaseMillis = 300;

  @Option(names = "--tick", description = "ZooKeeper's, in ms; default ${DEFAULT-VALUE}.")
  private int tickMillis = 200;

  @Option(names = "--allocs", description = "Alloc nodes; default ${DEFAULT-VALUE}.")
  private int allocs = 3;

  @Option(names = "--stores", description = "Store processes; default ${DEFAULT-VALUE}.")
  private int stores = 1;

  @Option(names = "--sections", description = "Of the cluster; default ${DEFAULT-VALUE}.")
  private int sections = 1_024;

  @Option(names = "--per-section", description = "Conversations; default ${DEFAULT-VALUE}.")
  private int perSection = 10;

  @Option(names = "--rate", description = "Calls a second; default ${DEFAULT-VALUE}.")
  private int rate = 1_000;

  @Option(names = "--direct-rate", description = "Single attempts; default ${DEFAULT-VALUE}.")
  private int directRate = 200;

  @Option(names = "--bulk", description = "Conversations in bulk; default ${DEFAULT-VALUE}.")
  private int bulk = 1_000_000;

  @Option(
      names = "--timeout",
      description = "Milliseconds after which a call has failed; default ${DEFAULT-VALUE}.")
  private int timeoutMillis = 2_000;

  @Option(
      names = "--attempt-timeout",
      description = "Of one attempt of the client SDK; default ${DEFAULT-VALUE}.")
  private int attemptTimeoutMillis = 150;

  @Option(
      names = "--evenness",
      description = "How far from the mean a node's sections may be; default ${DEFAULT-VALUE}.")
  private double evenness = 0.1;

  @Option(
      names = "--quiet",
      description =
          "Milliseconds of calls before and after a fault, at least; default ${DEFAULT-VALUE}.")
  private int quietMillis = 1_000;

  @Option(
      names = {"-s", "--set"},
      description = "A setting of the alloc nodes, like seqsvr.alloc.step=100000.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--server-jvm", description = "An argument for the services' JVMs.")
  private List<String> serverJvm = List.of("-XX:+ExitOnOutOfMemoryError");

  @Option(names = "--lib", description = "The program's jars.", required = true)
  private Path lib = Path.of("");

  @Option(names = "--output", description = "Histories, logs and page.", required = true)
  private Path output = Path.of("");

  @Option(names = "--revision", description = "Of the sources, for the report.")
  private String revision = "unknown";

  private final MonotonicClock clock = MonotonicClock.system();

  private Main() {}

  /** Ends with 0 if every event was measured and judged, whether or not its goals are met. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(
        Plan.Name.class,
        text -> Plan.Name.valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT)));
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(output);
    Plan plan =
        new Plan(
            Duration.ofMillis(leaseMillis), often, seldom, Duration.ofSeconds(outageSeconds), bulk);
    List<List<String>> facts = new ArrayList<>(MachineFacts.all());
    facts.add(List.of("fsync of 4 KiB before", FsyncProbe.in(output, clock).text()));
    facts.add(List.of("load average before", MachineFacts.load()));
    List<EventResult> results = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Plan.Name name : events) {
      try {
        results.add(measure(plan, name));
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        failed.add(name + ": " + e.getMessage());
        progress("FAILED " + name + ": " + e);
      }
    }
    addRun(facts);
    failed.forEach(text -> facts.add(List.of("FAILED", text)));
    report(results, facts);
    return failed.isEmpty() ? 0 : 1;
  }

  private EventResult measure(Plan plan, Plan.Name name) throws Exception {
    Event event = plan.event(name);
    int repetitions = plan.repetitions(name);
    Path directory = output.resolve(name.name().toLowerCase(Locale.ROOT));
    Patience patience = new Patience(clock);
    progress("%s, %d times: starting the processes".formatted(event.title(), repetitions));
    ClusterPlan common =
        new ClusterPlan(
            lib,
            allocs,
            stores,
            sections,
            Duration.ofMillis(leaseMillis),
            tickMillis,
            false,
            evenness,
            serverJvm,
            settings);
    Terms terms =
        new Terms(
            rate,
            directRate,
            perSection,
            Duration.ofMillis(timeoutMillis),
            Duration.ofMillis(attemptTimeoutMillis),
            Duration.ofMillis(quietMillis));
    Files.createDirectories(directory);
    try (Cluster cluster =
            Cluster.start(
                plan.cluster(name, common), directory, directory.resolve("logs"), patience);
        Stage stage =
            new Stage(
                cluster, terms, directory.resolve("history.jsonl"), patience, Main::progress)) {
      return result(event, repetitions, stage);
    }
  }

  /** What was recorded is judged in any case: a broken promise is worse than any other failure. */
  private static EventResult result(Event event, int repetitions, Stage stage) throws Exception {
    EventResult result;
    try {
      result = event.run(stage, repetitions);
    } catch (DrillFailedException e) {
      progress("judgement up to the failure: " + stage.judge());
      throw e;
    }
    return result.judged(stage.judge());
  }

  private void report(List<EventResult> results, List<List<String>> facts) throws IOException {
    for (Table table : results.isEmpty() ? List.<Table>of() : Tables.of(results)) {
      System.out.println();
      table.toMarkdown().forEach(System.out::println);
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("machine and run", ""));
    rows.addAll(facts);
    System.out.println();
    new Table("machine and run", rows).toMarkdown().forEach(System.out::println);
    if (!results.isEmpty()) {
      Path page = output.resolve("failover.html");
      Files.writeString(page, Page.of(results, facts), UTF_8);
      progress("page: " + page);
    }
  }

  private void addRun(List<List<String>> facts) {
    facts.add(List.of("load average after", MachineFacts.load()));
    facts.add(List.of("revision", revision));
    facts.add(
        List.of("lease, ZooKeeper tick", leaseMillis + " ms, " + tickMillis + " ms, 3 servers"));
    facts.add(List.of("alloc nodes, stores, sections", allocs + ", " + stores + ", " + sections));
    facts.add(
        List.of(
            "calls",
            "%d/s by the client SDK on %d conversations, %d/s single attempts"
                .formatted(rate, sections * perSection, directRate)));
    facts.add(List.of("calls before and after each fault", "at least " + quietMillis + " ms"));
    facts.add(
        List.of(
            "client SDK",
            "timeout %d ms, of an attempt %d ms".formatted(timeoutMillis, attemptTimeoutMillis)));
    facts.add(List.of("settings", settings.isEmpty() ? "defaults" : settings.toString()));
    facts.add(List.of("JVM of the services", String.join(" ", serverJvm)));
  }

  private static void progress(String line) {
    System.err.println(line);
  }
}
