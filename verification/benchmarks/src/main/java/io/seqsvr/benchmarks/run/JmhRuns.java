package io.seqsvr.benchmarks.run;

import io.seqsvr.benchmarks.jmh.ClockBenchmark;
import io.seqsvr.benchmarks.jmh.NextBenchmark;
import io.seqsvr.benchmarks.jmh.Notes;
import io.seqsvr.benchmarks.jmh.SteadyRateBenchmark;
import io.seqsvr.benchmarks.report.Figures;
import io.seqsvr.benchmarks.report.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs JMH once for each measurement, with one process. Confined to one thread. */
final class JmhRuns {
  /** The same for all; the largest map with its ids needs more than half of it. */
  private static final List<String> JVM = List.of("-Xms4g", "-Xmx4g");

  private static final String BYTES = "gc.alloc.rate.norm";

  private final Timing timing;

  JmhRuns(Timing timing) {
    this.timing = timing;
  }

  /**
   * Measures.
   *
   * @throws RunnerException if the process failed, or its numbers were wrong
   */
  Figures run(Measurement measurement) throws RunnerException, IOException {
    Path file = Files.createTempFile("seqsvr-benchmarks", ".notes");
    try {
      Collection<RunResult> results = new Runner(options(measurement, file).build()).run();
      if (results.size() != 1) {
        throw new RunnerException(results.size() + " results of " + measurement);
      }
      return figures(results.iterator().next(), Notes.read(file), measurement.cell().workload());
    } finally {
      System.clearProperty(Notes.FILE);
      Files.deleteIfExists(file);
    }
  }

  private ChainedOptionsBuilder options(Measurement measurement, Path notes) {
    Workload workload = measurement.cell().workload();
    List<String> jvm = new ArrayList<>(JVM);
    jvm.add("-D" + Notes.FILE + "=" + notes);
    if (!timing.forks()) {
      System.setProperty(Notes.FILE, notes.toString());
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(method(workload.kind())) + "$")
            .threads(workload.threads())
            .forks(timing.forks() ? 1 : 0)
            .jvmArgs(jvm.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (workload.kind() == Workload.Kind.STEADY) {
      options.param("rate", Integer.toString(timing.steadyRate()));
      options.param("seconds", Integer.toString(timing.steadySeconds()));
      options.warmupIterations(1).measurementIterations(1);
    } else {
      TimeValue time = TimeValue.milliseconds(timing.iterationMillis());
      options.warmupIterations(timing.warmUps()).warmupTime(time);
      options.measurementIterations(timing.iterations()).measurementTime(time);
    }
    if (workload.kind() != Workload.Kind.CLOCK) {
      options.param("contender", measurement.contender().name());
      options.param("conversations", Integer.toString(workload.conversations()));
      options.param("storeMillis", Integer.toString(measurement.storeMillis()));
    }
    return options;
  }

  private static String method(Workload.Kind kind) {
    return switch (kind) {
      case CLOCK -> ClockBenchmark.class.getName() + ".nanoTime";
      case SINGLE -> NextBenchmark.class.getName() + ".single";
      case BATCH -> NextBenchmark.class.getName() + ".batch";
      case STEADY -> SteadyRateBenchmark.class.getName() + ".calls";
    };
  }

  /**
   * A refused call is no id: rates are of those that were handed out. Bytes are of all iterations
   * but the last, because what is checked after the last call counts to that one.
   */
  private static Figures figures(RunResult result, Map<String, Long> notes, Workload workload) {
    long issued = notes.getOrDefault("issued", 0L);
    long refused = notes.getOrDefault("refused", 0L);
    double share = refused == 0 ? 1 : (double) issued / (issued + refused);
    List<Double> perSecond = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    for (BenchmarkResult process : result.getBenchmarkResults()) {
      for (IterationResult iteration : process.getIterationResults()) {
        perSecond.add(iteration.getPrimaryResult().getScore() * share);
        Result<?> perId = iteration.getSecondaryResults().get(BYTES);
        bytes.add(perId == null ? Double.NaN : perId.getScore());
      }
    }
    bytes.remove(bytes.size() - 1);
    boolean hasRate = workload.kind() != Workload.Kind.STEADY;
    return new Figures(
        hasRate ? perSecond : List.of(),
        bytes.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
        notes);
  }
}
