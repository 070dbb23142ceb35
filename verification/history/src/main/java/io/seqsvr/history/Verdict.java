package io.seqsvr.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a check of a history came to.
 *
 * @param result the judgement
 * @param problem why the history is unusable; empty for every other result
 * @param counts lines read by kind: {@code next_ok}, {@code next_fail}, {@code next_unknown},
 *     {@code send_ok}, {@code send_fail}, {@code send_unknown}, {@code show}, {@code fault}, {@code
 *     phase}
 * @param violations number of violations by kind
 * @param samples the first few violations of each kind
 * @param keys conversations that got at least one block
 * @param largestJump the widest hole between neighbouring blocks of one key, or null if none
 * @param messages sizes of the message part, or null if there is none
 * @param tornLines last lines that were cut off, and are left out
 */
public record Verdict(
    Result result,
    String problem,
    Map<String, Long> counts,
    Map<Violation.Kind, Long> violations,
    List<Violation> samples,
    int keys,
    @Nullable Jump largestJump,
    @Nullable MessageTotals messages,
    int tornLines) {

  /** The judgement in one word. */
  public enum Result {
    /** Every promise held. */
    HELD(0),

    /** At least one promise was broken. */
    BROKEN(1),

    /** Nothing can be said: the history is empty, damaged, or not of the format. */
    UNUSABLE(2);

    private final int exitCode;

    Result(int exitCode) {
      this.exitCode = exitCode;
    }

    /** Exit code of a command that ends with this judgement: 0, 1 or 2. */
    public int exitCode() {
      return exitCode;
    }
  }

  /** Copies its collections. */
  public Verdict {
    counts = Map.copyOf(counts);
    violations = Map.copyOf(violations);
    samples = List.copyOf(samples);
  }

  /** Violations of one kind. */
  public long violations(Violation.Kind kind) {
    return violations.getOrDefault(kind, 0L);
  }

  /** Lines of one kind, as named in {@link #counts}. */
  public long count(String kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** The judgement for a person: violations first, a summary as the last line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    samples.forEach(violation -> lines.add(violation.toString()));
    if (result == Result.UNUSABLE) {
      lines.add("UNUSABLE " + problem);
    } else {
      lines.add(head() + ": " + summary());
    }
    return lines;
  }

  private String head() {
    if (result == Result.HELD) {
      return "OK";
    }
    long total = violations.values().stream().mapToLong(Long::longValue).sum();
    return "FAILED, " + total + " violations (" + joined(violations, " ") + ")";
  }

  /** Sizes; what a history has no lines of is left out. */
  private String summary() {
    StringBuilder summary = new StringBuilder(joined(counts, "=")).append(", keys=").append(keys);
    if (keys > 0) {
      summary
          .append(", largest jump=")
          .append(largestJump == null ? "0" : largestJump.skipped() + " of " + largestJump.key());
    }
    if (messages != null) {
      summary
          .append(", convs=")
          .append(messages.conversations())
          .append(", owed conversation views=")
          .append(messages.owedViews());
    }
    if (tornLines > 0) {
      summary.append(", torn lines=").append(tornLines);
    }
    return summary.toString();
  }

  private static String joined(Map<?, Long> counts, String between) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + between + entry.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
