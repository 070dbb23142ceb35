package io.seqsvr.benchmarks.run;

import static io.seqsvr.benchmarks.ids.Contender.ATOMIC_LONG;
import static io.seqsvr.benchmarks.ids.Contender.BASELINE;
import static io.seqsvr.benchmarks.ids.Contender.COSID_CHAIN;
import static io.seqsvr.benchmarks.ids.Contender.COSID_CHAIN_PER_KEY;
import static io.seqsvr.benchmarks.ids.Contender.COSID_SEGMENT;
import static io.seqsvr.benchmarks.ids.Contender.COSID_SEGMENT_PER_KEY;
import static io.seqsvr.benchmarks.ids.Contender.MAP;
import static io.seqsvr.benchmarks.ids.Contender.SEQSVR;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.report.Cell;
import io.seqsvr.benchmarks.report.Labels;
import io.seqsvr.benchmarks.report.Workload;
import io.seqsvr.benchmarks.report.Workload.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a round measures, in which order: the contenders of a workload next to each other. */
final class Plan {
  private static final int SOME = 10_000;
  private static final int MANY = 1_000_000;
  private static final int MOST = 10_000_000;
  private static final int SLOW_STORE_MILLIS = 10;

  private Plan() {}

  /** Everything whose text contains a match. */
  static List<Measurement> of(Pattern only) {
    return all().stream().filter(matches(only)).toList();
  }

  private static Predicate<Measurement> matches(Pattern only) {
    return measurement -> only.matcher(measurement.text()).find();
  }

  private static List<Measurement> all() {
    List<Measurement> all = new ArrayList<>();
    Workload clock = new Workload(Kind.CLOCK, 1, 1);
    all.add(new Measurement(new Cell(clock, "System.nanoTime()"), BASELINE, 0));
    for (int threads = 1; threads <= 2; threads++) {
      add(all, Kind.SINGLE, 1, threads, BASELINE, SEQSVR, ATOMIC_LONG, MAP, COSID_SEGMENT);
      add(all, Kind.SINGLE, 1, threads, COSID_CHAIN);
      for (int conversations : List.of(SOME, MANY)) {
        add(all, Kind.SINGLE, conversations, threads, BASELINE, SEQSVR, MAP);
        add(all, Kind.SINGLE, conversations, threads, COSID_SEGMENT_PER_KEY, COSID_CHAIN_PER_KEY);
      }
      add(all, Kind.SINGLE, MOST, threads, SEQSVR, MAP);
      for (int conversations : List.of(SOME, MANY)) {
        add(all, Kind.BATCH, conversations, threads, SEQSVR, MAP);
      }
    }
    for (int conversations : List.of(1, SOME)) {
      Workload steady = new Workload(Kind.STEADY, conversations, 1);
      all.add(Measurement.of(steady, MAP));
      all.add(new Measurement(new Cell(steady, Labels.FAST_STORE), SEQSVR, 0));
      all.add(new Measurement(new Cell(steady, Labels.SLOW_STORE), SEQSVR, SLOW_STORE_MILLIS));
    }
    return List.copyOf(all);
  }

  private static void add(
      List<Measurement> all, Kind kind, int conversations, int threads, Contender... contenders) {
    for (Contender contender : contenders) {
      all.add(Measurement.of(new Workload(kind, conversations, threads), contender));
    }
  }
}
