package io.seqsvr.cli.demo.seqs;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What callers saw of a take-over. Answers that were read shortly after the kill may be the killed
 * node's last ones; so an outage is the longest time between two answers, wherever it begins.
 * Stateless; reads the log a few times.
 */
final class TakeOverAnalysis {
  private TakeOverAnalysis() {}

  static Summary.Move summarize(CallLog log, TakeOver takeOver) {
    long end = endNanos(log, takeOver);
    Map.Entry<String, Long> largest =
        Analysis.jumpsAt(log, silence(log, takeOver)[1], takeOver::isMoved).entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .orElse(Map.entry("", 0L));
    return new Summary.Move(
        takeOver.nodes(),
        takeOver.victim(),
        takeOver.sectionsMoved(),
        takeOver.before().sections(),
        seen(log, takeOver.killedNanos(), end, takeOver::isMoved),
        seen(log, takeOver.killedNanos(), end, c -> !takeOver.isMoved(c)),
        largest.getValue(),
        largest.getKey());
  }

  /**
   * When all calls that met the outage had their answer: those of the victim's conversations that
   * were under way when the longest silence on them ended. The kill itself if no call met it.
   */
  static long endNanos(CallLog log, TakeOver takeOver) {
    long[] silence = silence(log, takeOver);
    return served(log, takeOver::isMoved)
        .filter(m -> log.startNanos(m) < silence[1] && log.endNanos(m) >= silence[1])
        .mapToLong(log::endNanos)
        .max()
        .orElse(takeOver.killedNanos());
  }

  private static long[] silence(CallLog log, TakeOver takeOver) {
    return longestSilence(
        answers(log, takeOver::isMoved), takeOver.killedNanos(), takeOver.routedNanos());
  }

  private static Summary.Seen seen(CallLog log, long from, long to, Predicate<String> which) {
    long[] answers = answers(log, which);
    long[] silence = longestSilence(answers, from, to);
    long wait =
        served(log, which)
            .filter(m -> log.startNanos(m) < to && log.endNanos(m) > from)
            .mapToLong(m -> log.endNanos(m) - log.startNanos(m))
            .max()
            .orElse(0);
    int after = (int) Arrays.stream(answers).filter(at -> at > from).count();
    return new Summary.Seen(after, silence[1] - silence[0], wait);
  }

  /** Begin and end of the longest time between two answers that touches a span. */
  private static long[] longestSilence(long[] answers, long from, long to) {
    long[] longest = {from, from};
    for (int i = 1; i < answers.length; i++) {
      boolean touches = answers[i] > from && answers[i - 1] < to;
      if (touches && answers[i] - answers[i - 1] > longest[1] - longest[0]) {
        longest = new long[] {answers[i - 1], answers[i]};
      }
    }
    return longest;
  }

  /** When answers came, ascending. */
  private static long[] answers(CallLog log, Predicate<String> which) {
    return served(log, which).mapToLong(log::endNanos).sorted().toArray();
  }

  private static IntStream served(CallLog log, Predicate<String> which) {
    return IntStream.range(0, log.size())
        .filter(log::isServed)
        .filter(message -> which.test(log.conversation(message)));
  }
}
