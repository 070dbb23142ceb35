package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.report.Band;
import io.seqsvr.cli.report.LineChart;
import io.seqsvr.cli.report.ReportPage;
import io.seqsvr.cli.report.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call log as a page: throughput, and how the seqs of the busiest conversations grew. */
final class RunPicture {
  private static final int BUCKETS = 240;
  private static final double NANOS_PER_SECOND = 1e9;

  /** As many as the page has colours. */
  private static final int BUSIEST = 6;

  private final CallLog log;
  private final @Nullable Disruption disruption;
  private final long originNanos;
  private final long bucketNanos;

  RunPicture(CallLog log, @Nullable Disruption disruption) {
    this.log = log;
    this.disruption = disruption;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int message = 0; message < log.size(); message++) {
      if (log.isServed(message)) {
        first = Math.min(first, log.startNanos(message));
        last = Math.max(last, log.endNanos(message));
      }
    }
    this.originNanos = first;
    this.bucketNanos = last < first ? 1 : (last - first) / BUCKETS + 1;
  }

  ReportPage page(Summary summary) {
    List<String> verdict = summary.verdict().lines();
    List<LineChart> charts = new ArrayList<>();
    if (summary.served() > 0) {
      charts.add(new LineChart("Seqs per second", List.of(throughput()), bands()));
      charts.add(new LineChart("Seq by conversation", growth(), bands()));
    }
    return new ReportPage(
        "seqsvr: a chat trace replayed through a crash",
        verdict.get(verdict.size() - 1),
        summary.isGood(),
        charts,
        SummaryTable.of(summary).rows());
  }

  private Series throughput() {
    long[] served = new long[BUCKETS];
    for (int message = 0; message < log.size(); message++) {
      if (log.isServed(message)) {
        served[bucket(message)]++;
      }
    }
    List<Series.Point> points = new ArrayList<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      points.add(
          new Series.Point(
              seconds(originNanos + bucket * bucketNanos),
              served[bucket] * NANOS_PER_SECOND / bucketNanos));
    }
    return new Series("seqs/s", points);
  }

  private List<Series> growth() {
    Map<String, long[]> lastSeqs = new HashMap<>();
    Map<String, Integer> calls = new HashMap<>();
    for (int message = 0; message < log.size(); message++) {
      if (log.isServed(message)) {
        String conversation = log.conversation(message);
        calls.merge(conversation, 1, Integer::sum);
        long[] seqs = lastSeqs.computeIfAbsent(conversation, name -> new long[BUCKETS]);
        int bucket = bucket(message);
        seqs[bucket] = Math.max(seqs[bucket], log.seq(message));
      }
    }
    return calls.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Comparator.comparing(Map.Entry::getKey)))
        .limit(BUSIEST)
        .map(entry -> growth(entry.getKey(), lastSeqs.getOrDefault(entry.getKey(), new long[0])))
        .toList();
  }

  /** Level until the next call, so that a jump is a step and not a slope. */
  private Series growth(String conversation, long[] lastSeqs) {
    List<Series.Point> points = new ArrayList<>();
    long last = 0;
    for (int bucket = 0; bucket < lastSeqs.length; bucket++) {
      if (lastSeqs[bucket] > 0) {
        double at = seconds(originNanos + bucket * bucketNanos);
        if (last > 0) {
          points.add(new Series.Point(at, last));
        }
        points.add(new Series.Point(at, lastSeqs[bucket]));
        last = lastSeqs[bucket];
      }
    }
    return new Series(conversation, points);
  }

  private List<Band> bands() {
    if (disruption instanceof TakeOver takeOver) {
      double from = seconds(takeOver.killedNanos());
      double to = seconds(TakeOverAnalysis.endNanos(log, takeOver));
      return List.of(new Band("kill -9 of " + takeOver.victim(), from, to, "outage"));
    }
    if (!(disruption instanceof Outage trouble)) {
      return List.of();
    }
    double killed = seconds(trouble.killedNanos());
    double recovered = seconds(Analysis.recoveredNanos(log, trouble));
    return List.of(
        new Band("database frozen", seconds(trouble.frozenNanos()), killed, "freeze"),
        new Band("kill -9 to next seq", killed, recovered, "outage"));
  }

  private int bucket(int message) {
    return (int) ((log.endNanos(message) - originNanos) / bucketNanos);
  }

  private double seconds(long nanos) {
    return (nanos - originNanos) / NANOS_PER_SECOND;
  }
}
