package io.seqsvr.history;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judge of recorded sequence calls and messages. Reads the files line by line and keeps, for
 * each call that got a value, one small record (about 60 bytes); for each message a few small
 * entries; for each message that a device showed, 8 bytes.
 *
 * <p>Lines of a kind that is not known make the history unusable: nothing is called good that was
 * not judged. Used for one check; not thread-safe.
 */
public final class HistoryChecker {
  private final Map<String, Long> counts = new HashMap<>();
  private final Findings findings = new Findings();
  private final SequenceJudge sequences = new SequenceJudge(findings);
  private final MessageJudge messages = new MessageJudge(findings);
  private int tornLines;

  private HistoryChecker() {}

  /**
   * Checks files that together are one history, of a whole run and of one host's clock.
   *
   * @throws IOException if a file cannot be read
   */
  public static Verdict check(List<Path> files) throws IOException {
    return check(files, Extent.WHOLE);
  }

  /**
   * Checks files that together are one history, all of one host's clock. What one device showed of
   * one conversation must be in one file, or in files given in the order of time.
   *
   * @throws IOException if a file cannot be read
   */
  public static Verdict check(List<Path> files, Extent extent) throws IOException {
    HistoryChecker checker = new HistoryChecker();
    try {
      for (Path file : files) {
        checker.read(file);
      }
      return checker.judge(extent);
    } catch (UnusableHistoryException e) {
      return checker.verdict(Verdict.Result.UNUSABLE, String.valueOf(e.getMessage()), null, null);
    }
  }

  /**
   * Checks files and prints the judgement.
   *
   * @return 0 if every promise held, 1 if one was broken, 2 if the history is unusable or missing
   */
  public static int run(List<Path> files, Extent extent, PrintStream out) {
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        out.println("UNUSABLE " + file + " is no readable file");
        return Verdict.Result.UNUSABLE.exitCode();
      }
    }
    try {
      Verdict verdict = check(files, extent);
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
      case "next" -> count("next_" + sequences.accept(line).wireName());
      case "send" -> count("send_" + messages.acceptSend(line).wireName());
      case "show" -> {
        messages.acceptShow(line);
        count(op);
      }
      case "member" -> messages.acceptMember(line);
      case "device" -> messages.acceptDevice(line);
      case "fault", "phase" -> count(op);
      default -> throw new UnusableHistoryException(line.where() + ": unknown op " + op);
    }
  }

  private Verdict judge(Extent extent) throws UnusableHistoryException {
    if (sequences.keys() == 0 && !messages.hasAccepted()) {
      throw new UnusableHistoryException("the history holds no successful call");
    }
    Jump widest = sequences.judge();
    MessageTotals totals = messages.judge(extent);
    boolean held = findings.counts().isEmpty();
    return verdict(held ? Verdict.Result.HELD : Verdict.Result.BROKEN, "", widest, totals);
  }

  private Verdict verdict(
      Verdict.Result result,
      String problem,
      @Nullable Jump widest,
      @Nullable MessageTotals totals) {
    return new Verdict(
        result,
        problem,
        counts,
        findings.counts(),
        findings.samples(),
        sequences.keys(),
        widest,
        totals,
        tornLines);
  }

  private void count(String kind) {
    counts.merge(kind, 1L, Long::sum);
  }
}
