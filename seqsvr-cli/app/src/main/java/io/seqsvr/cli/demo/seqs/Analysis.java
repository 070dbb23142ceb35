package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.demo.stage.Latency;
import io.seqsvr.history.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The arithmetic from a call log to a summary. Stateless; reads the log a few times. */
final class Analysis {
  private Analysis() {}

  static Summary summarize(CallLog log, @Nullable Outage outage, Retries retries, Verdict verdict) {
    Set<String> conversations = new HashSet<>();
    Histogram calm = newHistogram();
    Histogram overlapping = newHistogram();
    long recovered = outage == null ? 0 : recoveredNanos(log, outage);
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
      boolean overlaps = outage != null && start < recovered && end > outage.frozenNanos();
      (overlaps ? overlapping : calm).recordValue(end - start);
    }
    return new Summary(
        log.size(),
        log.passes(),
        served,
        conversations.size(),
        served == 0 ? 0 : ended - begun,
        Latency.of(calm),
        outage == null ? null : trouble(log, outage, recovered, Latency.of(overlapping)),
        retries.refusals(),
        retries.unknown(),
        verdict);
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
    Map<String, Long> lastBefore = new HashMap<>();
    Map<String, Long> firstAfter = new HashMap<>();
    for (int message = 0; message < log.size(); message++) {
      if (!log.isServed(message)) {
        continue;
      }
      String conversation = log.conversation(message);
      if (log.endNanos(message) < outage.restartedNanos()) {
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
