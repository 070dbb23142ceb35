package io.seqsvr.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.benchmarks.report.HtmlReport;
import io.seqsvr.benchmarks.report.MarkdownReport;
import io.seqsvr.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verification/benchmarks/run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the allocator alone and its peers, in turns, each time in a new process.",
      "Run it on a quiet machine. Prints markdown; --memory measures memory instead."
    })
final class Main implements Callable<Integer> {
  @Option(names = "--quick", description = "One short round, to see that everything runs.")
  private boolean quick;

  @Option(names = "--rounds", description = "Processes for each figure; default 3.")
  private @Nullable Integer rounds;

  @Option(
      names = "--only",
      description = "What matches, for example 'single calls, 10 000 .*1 thread: seqsvr'.")
  private Pattern only = Pattern.compile("");

  @Option(names = "--list", description = "Names everything and measures nothing.")
  private boolean list;

  @Option(names = "--report", description = "Writes a page with charts.", paramLabel = "FILE")
  private @Nullable Path report;

  @Option(names = "--revision", description = "Of the sources, for the report.")
  private String revision = "unknown";

  private final Set<Measurement> failed = new LinkedHashSet<>();
  private final MonotonicClock clock = MonotonicClock.system();

  private Main() {}

  /** Ends with 0 if everything was measured and every counter agreed with its callers. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<Measurement> plan = Plan.of(only);
    if (list) {
      plan.forEach(measurement -> System.out.println(measurement.text()));
      return 0;
    }
    if (plan.isEmpty()) {
      System.err.println("nothing matches: " + only);
      return 2;
    }
    Timing timing = quick ? Timing.QUICK : Timing.FULL;
    int count = rounds != null ? rounds : quick ? 1 : 3;
    List<List<String>> facts = new ArrayList<>(MachineFacts.all());
    facts.add(List.of("load average before", MachineFacts.load()));
    long beganNanos = clock.nanoTime();
    Results results = measure(plan, count, new JmhRuns(timing));
    Duration took = Duration.ofNanos(clock.nanoTime() - beganNanos);
    facts.add(List.of("load average after", MachineFacts.load()));
    facts.add(List.of("revision", revision));
    facts.add(List.of("processes for each figure", Integer.toString(count)));
    facts.add(
        List.of(
            "iterations in each",
            timing.iterations()
                + " of "
                + timing.iterationMillis()
                + " ms after "
                + timing.warmUps()
                + " to warm up"));
    facts.add(List.of("took", took.toSeconds() + " s"));
    MarkdownReport.of(results, facts).forEach(System.out::println);
    if (report != null) {
      Files.writeString(report, HtmlReport.of(results, facts), UTF_8);
    }
    failed.forEach(measurement -> System.err.println("FAILED: " + measurement.text()));
    return failed.isEmpty() ? 0 : 1;
  }

  /** What fails once is measured no more and has no figures; the others go on. */
  private Results measure(List<Measurement> plan, int rounds, JmhRuns runs) throws IOException {
    Results results = new Results();
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < plan.size(); i++) {
        Measurement measurement = plan.get(i);
        if (failed.contains(measurement)) {
          continue;
        }
        System.err.printf(
            "round %d of %d, %d of %d: %s%n",
            round, rounds, i + 1, plan.size(), measurement.text());
        try {
          results.add(measurement.cell(), runs.run(measurement));
        } catch (RunnerException e) {
          System.err.println("FAILED: " + measurement.text());
          e.printStackTrace();
          failed.add(measurement);
          results.remove(measurement.cell());
        }
      }
    }
    return results;
  }
}
