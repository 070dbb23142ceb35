package io.seqsvr.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seqsvr.history.OtherJudge.Case;
import io.seqsvr.history.OtherJudge.Opinion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts differences between this judge and an independent one, over seeded random histories, right
 * ones and spoiled ones. Without an {@link OtherJudge} its tests are skipped.
 *
 * <p>Every seed that fails is named in the message; {@code new RandomHistory(seed)} and {@code new
 * SpoiledMessages(seed)} replay it.
 */
final class SecondOpinionTest {
  private static final int CALL_SEEDS = 240;
  private static final int MESSAGE_SEEDS = 3000;
  private static final int PROCESS_SEEDS = 6;

  private static final Pattern KINDS = Pattern.compile("FAILED, \\d+ violations \\(([^)]*)\\)");

  /** A seq of 0 is also not above "nothing so far": judges may differ on what it breaks besides. */
  private static final Set<String> UNCLEAR_OUT_OF_RANGE = Set.of("unique", "ordered", "send-order");

  @TempDir private Path directory = Path.of("");

  @Test
  void bothJudgesAgreeOnCalls() throws IOException, InterruptedException {
    List<Case> cases = new ArrayList<>();
    for (int seed = 0; seed < CALL_SEEDS; seed++) {
      cases.add(calls(seed));
    }

    assertThat(differences(cases)).isEmpty();
  }

  @Test
  void bothJudgesAgreeOnMessages() throws IOException, InterruptedException {
    List<Case> cases = new ArrayList<>();
    for (int seed = 0; seed < MESSAGE_SEEDS; seed++) {
      cases.add(messages(seed));
    }

    assertThat(differences(cases)).isEmpty();
  }

  @Test
  void programInAProcessOfItsOwnSaysTheSame() throws IOException, InterruptedException {
    OtherJudge other = otherJudge();
    for (int seed = 0; seed < PROCESS_SEEDS; seed++) {
      Case one = messages(seed);
      assertThat(other.judge(List.of(one), directory))
          .as("seed %d", seed)
          .containsExactly(other.judge(one));
    }
  }

  @Test
  void randomCallsAreOfEveryResult() throws IOException {
    TreeMap<Verdict.Result, Integer> seen = new TreeMap<>();
    for (int seed = 0; seed < CALL_SEEDS; seed++) {
      Verdict verdict = verdict(calls(seed));
      seen.merge(verdict.result(), 1, Integer::sum);
      if (!new RandomHistory(seed).spoiled()) {
        assertThat(verdict.result()).as("seed %d", seed).isEqualTo(Verdict.Result.HELD);
      }
    }

    assertThat(seen.values()).hasSize(3).allMatch(count -> count >= CALL_SEEDS / 20);
  }

  @Test
  void randomMessagesAreOfEveryResultAndBreakEveryPromise() throws IOException {
    TreeMap<Verdict.Result, Integer> seen = new TreeMap<>();
    TreeMap<Violation.Kind, Integer> broken = new TreeMap<>();
    for (int seed = 0; seed < MESSAGE_SEEDS; seed++) {
      Verdict verdict = verdict(messages(seed));
      seen.merge(verdict.result(), 1, Integer::sum);
      if (verdict.result() == Verdict.Result.BROKEN) {
        verdict.violations().keySet().forEach(kind -> broken.merge(kind, 1, Integer::sum));
      }
      if (!new SpoiledMessages(seed).spoiled()) {
        assertThat(verdict.result()).as("seed %d", seed).isEqualTo(Verdict.Result.HELD);
      }
    }

    assertThat(seen.values()).hasSize(3).allMatch(count -> count >= MESSAGE_SEEDS / 20);
    assertThat(broken.keySet()).containsExactly(Violation.Kind.values());
    assertThat(broken.values()).allMatch(count -> count >= MESSAGE_SEEDS / 200);
  }

  private Case calls(int seed) throws IOException {
    return new Case(HistoryFiles.write(directory, new RandomHistory(seed).lines()), Extent.WHOLE);
  }

  private Case messages(int seed) throws IOException {
    SpoiledMessages history = new SpoiledMessages(seed);
    return new Case(HistoryFiles.write(directory, history.lines()), history.extent());
  }

  private static Verdict verdict(Case one) throws IOException {
    return HistoryChecker.check(List.of(one.file()), one.extent());
  }

  private static OtherJudge otherJudge() {
    Optional<OtherJudge> other = OtherJudge.find();
    assumeTrue(
        other.isPresent(),
        "no second judge: set SEQSVR_CHECK_HISTORY to a program that checks histories");
    return other.get();
  }

  /** The seeds on which the judges differ, with what each says. */
  private List<String> differences(List<Case> cases) throws IOException, InterruptedException {
    List<Opinion> theirs = otherJudge().judge(cases, directory);
    List<String> differences = new ArrayList<>();
    for (int seed = 0; seed < cases.size(); seed++) {
      String here = comparable(ours(cases.get(seed)));
      String there = comparable(theirs.get(seed));
      if (!here.equals(there)) {
        differences.add("seed " + seed + ": here " + here + ", there " + there);
      }
    }
    return differences;
  }

  private static Opinion ours(Case one) throws IOException {
    Verdict verdict = verdict(one);
    List<String> lines = verdict.lines();
    return new Opinion(Integer.toString(verdict.result().exitCode()), lines.get(lines.size() - 1));
  }

  /**
   * What judges must agree on: the exit code; of a usable history also the number of violations by
   * kind, and the sizes in the summary. The widest jump, and zeros for what a history has nothing
   * of, are this judge's and the other's own affair.
   */
  private static String comparable(Opinion opinion) {
    if (opinion.exitCode().equals("2")) {
      return "2";
    }
    Matcher found = KINDS.matcher(opinion.lastLine());
    List<String> kinds =
        found.find() ? Stream.of(found.group(1).split(", ")).sorted().toList() : List.of();
    if (kinds.stream().anyMatch(kind -> kind.startsWith("range "))) {
      kinds =
          kinds.stream()
              .filter(kind -> !UNCLEAR_OUT_OF_RANGE.contains(kind.replaceFirst(" \\d+", "")))
              .toList();
    }
    String sizes =
        opinion
            .lastLine()
            .replaceFirst("^[^:]*: ", "")
            .replaceFirst(", largest jump=[^,]*", "")
            .replaceFirst(", convs=0, owed conversation views=0", "");
    return opinion.exitCode() + " " + kinds + " " + sizes;
  }
}
