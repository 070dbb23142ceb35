package io.seqsvr.history;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judge of recorded sequence calls. Reads the files line by line and keeps one small record for
 * each call that got a value (about 60 bytes), nothing of the others.
 *
 * <p>Lines of the message service are refused as unusable: nothing is called good that was not
 * judged. Used for one check; not thread-safe.
 */
public final class HistoryChecker {
  private static final BigInteger MAX_SEQ = BigInteger.valueOf(Long.MAX_VALUE);

  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, List<IssuedBlock>> blocksByKey = new HashMap<>();
  private final Findings findings = new Findings();
  private int tornLines;

  private HistoryChecker() {}

  /**
   * Checks files that together are one history, all of one host's clock.
   *
   * @throws IOException if a file cannot be read
   */
  public static Verdict check(List<Path> files) throws IOException {
    HistoryChecker checker = new HistoryChecker();
    try {
      for (Path file : files) {
        checker.read(file);
      }
      if (checker.blocksByKey.isEmpty()) {
        throw new UnusableHistoryException("the history holds no successful call");
      }
    } catch (UnusableHistoryException e) {
      return checker.verdict(Verdict.Result.UNUSABLE, String.valueOf(e.getMessage()), null);
    }
    return checker.judge();
  }

  /**
   * Checks files and prints the judgement.
   *
   * @return 0 if every promise held, 1 if one was broken, 2 if the history is unusable or missing
   */
  public static int run(List<Path> files, PrintStream out) {
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        out.println("UNUSABLE " + file + " is no readable file");
        return Verdict.Result.UNUSABLE.exitCode();
      }
    }
    try {
      Verdict verdict = check(files);
      verdict.lines().forEach(out::println);
      return verdict.result().exitCode();
    } catch (IOException e) {
      out.println("UNUSABLE " + e.getMessage());
      return Verdict.Result.UNUSABLE.exitCode();
    }
  }

  private void read(Path file) throws IOException, UnusableHistoryException {
    try (HistoryReader reader = HistoryReader.open(file)) {
      for (HistoryLine line = reader.read(); line != null; line = reader.read()) {
        accept(line);
      }
      if (reader.torn()) {
        tornLines++;
      }
    }
  }

  private void accept(HistoryLine line) throws UnusableHistoryException {
    String op = line.text("op");
    switch (op) {
      case "next" -> acceptNext(line);
      case "fault", "phase" -> count(op);
      case "send", "show", "member", "device" ->
          throw new UnusableHistoryException(
              line.where() + ": op " + op + " is about messages, which are not judged here");
      default -> throw new UnusableHistoryException(line.where() + ": unknown op " + op);
    }
  }

  private void acceptNext(HistoryLine line) throws UnusableHistoryException {
    String key = line.text("key");
    long startNanos = line.int64("start_ns");
    long endNanos = line.int64("end_ns");
    Outcome outcome = Outcome.ofWireName(line.text("outcome"));
    if (outcome == null) {
      throw new UnusableHistoryException(
          line.where() + ": unknown outcome " + line.text("outcome"));
    }
    if (endNanos < startNanos) {
      throw new UnusableHistoryException(
          line.where() + ": end_ns " + endNanos + " is before start_ns " + startNanos);
    }
    count("next_" + outcome.wireName());
    if (outcome == Outcome.OK) {
      blocksByKey
          .computeIfAbsent(key, k -> new ArrayList<>())
          .add(block(line, startNanos, endNanos));
    }
  }

  private IssuedBlock block(HistoryLine line, long startNanos, long endNanos)
      throws UnusableHistoryException {
    BigInteger first = line.integer("first");
    BigInteger count = line.integer("count");
    BigInteger last = first.add(count).subtract(BigInteger.ONE);
    if (first.signum() <= 0 || count.signum() <= 0 || last.compareTo(MAX_SEQ) > 0) {
      findings.add(
          Violation.Kind.RANGE, () -> line.where() + ": first " + first + ", count " + count);
    }
    return new IssuedBlock(
        startNanos, endNanos, clamp(first), clamp(last), line.file(), line.number());
  }

  /** The nearest long; a value that is none has been reported already. */
  private static long clamp(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private Verdict judge() {
    Jump widest = null;
    for (Map.Entry<String, List<IssuedBlock>> entry : blocksByKey.entrySet()) {
      Jump jump = new KeyJudge(entry.getKey(), entry.getValue(), findings).judge();
      if (jump != null && (widest == null || jump.skipped() > widest.skipped())) {
        widest = jump;
      }
    }
    boolean held = findings.counts().isEmpty();
    return verdict(held ? Verdict.Result.HELD : Verdict.Result.BROKEN, "", widest);
  }

  private Verdict verdict(Verdict.Result result, String problem, @Nullable Jump widest) {
    return new Verdict(
        result,
        problem,
        counts,
        findings.counts(),
        findings.samples(),
        blocksByKey.size(),
        widest,
        tornLines);
  }

  private void count(String kind) {
    counts.merge(kind, 1L, Long::sum);
  }
}
