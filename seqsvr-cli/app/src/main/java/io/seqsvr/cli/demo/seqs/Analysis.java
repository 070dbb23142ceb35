package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.demo.stage.Latency;
import io.seqsvr.history.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The arithmetic from a call log to a summary. Stateless; reads the log a few times. */
final class Analysis {
  private Analysis() {}

  static Summary summarize(
      CallLog log, @Nullable Disruption disruption, Retries retries, Verdict verdict) {
    Set<String> conversations = new HashSet<>();
    Histogram calm = newHistogram();
    Histogram overlapping = newHistogram();
    long troubled = beginNanos(disruption);
    long recovered = endNanos(log, disruption);
    long begun = Long.MAX_VALUE;
    long ended = Long.MIN_VALUE;
    int served = 0;
    for (int message = 0; message < log.size(); message++) {
      if (!log.isServed(message)) {
        continue;
      }
      served++;
      conversations.add(log.conversation(message));
      long start = log.startNanos(message);
      long end = log.endNanos(message);
      begun = Math.min(begun, start);
      ended = Math.max(ended, end);
      boolean overlaps = disruption != null && start < recovered && end > troubled;
      (overlaps ? overlapping : calm).recordValue(end - start);
    }
    return new Summary(
        log.size(),
        log.passes(),
        served,
        conversations.size(),
        served == 0 ? 0 : ended - begun,
        Latency.of(calm),
        disruption instanceof Outage outage
            ? trouble(log, outage, recovered, Latency.of(overlapping))
            : null,
        disruption instanceof TakeOver takeOver ? TakeOverAnalysis.summarize(log, takeOver) : null,
        retries.refusals(),
        retries.unknown(),
        verdict);
  }

  private static long beginNanos(@Nullable Disruption disruption) {
    if (disruption instanceof TakeOver takeOver) {
      return takeOver.killedNanos();
    }
    return disruption instanceof Outage outage ? outage.frozenNanos() : 0;
  }

  private static long endNanos(CallLog log, @Nullable Disruption disruption) {
    if (disruption instanceof TakeOver takeOver) {
      return TakeOverAnalysis.endNanos(log, takeOver);
    }
    return disruption instanceof Outage outage ? recoveredNanos(log, outage) : 0;
  }

  /** The first answer after the restart; the end of the restart itself if there was none. */
  static long recoveredNanos(CallLog log, Outage outage) {
    long first = Long.MAX_VALUE;
    for (int message = 0; message < log.size(); message++) {
      long end = log.endNanos(message);
      if (log.isServed(message) && end >= outage.restartedNanos() && end < first) {
        first = end;
      }
    }
    return first == Long.MAX_VALUE ? outage.readyNanos() : first;
  }

  private static Summary.Trouble trouble(
      CallLog log, Outage outage, long recovered, Latency overlapping) {
    long servedWhileFrozen = 0;
    for (int message = 0; message < log.size(); message++) {
      long end = log.endNanos(message);
      if (log.isServed(message) && end > outage.frozenNanos() && end <= outage.killedNanos()) {
        servedWhileFrozen++;
      }
    }
    Map<String, Long> jumps = jumpsAtCrash(log, outage);
    Map.Entry<String, Long> largest =
        jumps.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(Map.entry("", 0L));
    return new Summary.Trouble(
        outage.killedNanos() - outage.frozenNanos(),
        servedWhileFrozen,
        recovered - outage.killedNanos(),
        outage.readyNanos() - outage.restartedNanos(),
        overlapping,
        largest.getValue(),
        largest.getKey());
  }

  /**
   * Seqs skipped by the crash, for each conversation used before and after it. An answer that was
   * read before the new process was started is the old one's.
   */
  static Map<String, Long> jumpsAtCrash(CallLog log, Outage outage) {
    return jumpsAt(log, outage.restartedNanos(), conversation -> true);
  }

  /** The same for some conversations, where the new owner answers after a time. */
  static Map<String, Long> jumpsAt(CallLog log, long nanos, Predicate<String> which) {
    Map<String, Long> lastBefore = new HashMap<>();
    Map<String, Long> firstAfter = new HashMap<>();
    for (int message = 0; message < log.size(); message++) {
      if (!log.isServed(message)) {
        continue;
      }
      String conversation = log.conversation(message);
      if (!which.test(conversation)) {
        continue;
      }
      if (log.endNanos(message) < nanos) {
        lastBefore.merge(conversation, log.seq(message), Math::max);
      } else {
        firstAfter.merge(conversation, log.seq(message), Math::min);
      }
    }
    Map<String, Long> jumps = new HashMap<>();
    firstAfter.forEach(
        (conversation, first) -> {
          Long last = lastBefore.get(conversation);
          if (last != null) {
            jumps.put(conversation, first - last - 1);
          }
        });
    return jumps;
  }

  /** Any duration, to three digits. */
  private static Histogram newHistogram() {
    Histogram histogram = new Histogram(3);
    histogram.setAutoResize(true);
    return histogram;
  }
}
