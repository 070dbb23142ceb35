package io.seqsvr.history;

import static io.seqsvr.history.HistoryFiles.check;
import static io.seqsvr.history.HistoryFiles.ok;
import static io.seqsvr.history.HistoryFiles.without;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts a judge that misses a violation, invents one, or calls an unusable history good. */
final class HistoryCheckerTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void holesAndOtherKeysAreLegal() throws IOException {
    Verdict verdict =
        check(
            directory,
            ok("a", 1, 2, 1, 3),
            ok("a", 3, 4, 4, 1),
            ok("b", 5, 6, 2, 1),
            ok("a", 7, 8, 1005, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.keys()).isEqualTo(2);
    assertThat(verdict.count("next_ok")).isEqualTo(4);
    assertThat(verdict.largestJump()).isEqualTo(new Jump("a", 4, 1005));
    assertThat(new Jump("a", 4, 1005).skipped()).isEqualTo(1000);
  }

  @Test
  void overlappingCallsMayReturnInAnyOrder() throws IOException {
    // The second begins at the very instant the first ends: they overlap.
    Verdict verdict = check(directory, ok("a", 1, 5, 9, 1), ok("a", 5, 6, 8, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void duplicateIsFoundInOverlappingCallsToo() throws IOException {
    Verdict verdict = check(directory, ok("a", 1, 9, 5, 3), ok("a", 2, 8, 7, 1));

    assertThat(verdict.violations(Violation.Kind.UNIQUE)).isEqualTo(1);
    assertThat(verdict.violations(Violation.Kind.ORDERED)).isZero();
    assertThat(verdict.samples().get(0).text()).contains(":1 and ").contains(":2 both got 7");
  }

  @Test
  void blockInsideALongerOneIsADuplicate() throws IOException {
    Verdict verdict =
        check(directory, ok("a", 1, 9, 1, 100), ok("a", 1, 9, 200, 1), ok("a", 1, 9, 50, 1));

    assertThat(verdict.violations(Violation.Kind.UNIQUE)).isEqualTo(1);
  }

  @Test
  void orderIsJudgedAgainstTheLargestEarlierSeqNotTheLast() throws IOException {
    // 3 is above 2, which ended last, and below 10, which ended before.
    Verdict verdict =
        check(directory, ok("a", 1, 4, 10, 1), ok("a", 2, 5, 2, 1), ok("a", 6, 7, 3, 1));

    assertThat(verdict.violations(Violation.Kind.ORDERED)).isEqualTo(1);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.BROKEN);
    assertThat(verdict.samples().get(0).text())
        .contains(":1 ended with 10 before ")
        .contains(":3 began and got 3");
  }

  @Test
  void orderInTheFileMeansNothing() throws IOException {
    Verdict verdict = check(directory, ok("a", 6, 7, 2, 1), ok("a", 1, 2, 1, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"first\":0",
        "\"first\":-5",
        "\"first\":9223372036854775807,\"count\":2",
        "\"first\":9223372036854775808",
        "\"count\":0",
        "\"count\":-1"
      })
  void rangesOutsideOneToMaxAreFound(String fields) throws IOException {
    // The later of two fields of one name counts.
    Verdict verdict =
        check(directory, ok("b", 1, 2, 1, 1), ok("a", 1, 2, 1, 1).replace("}", "," + fields + "}"));

    assertThat(verdict.violations(Violation.Kind.RANGE)).isEqualTo(1);
    assertThat(verdict.result()).isEqualTo(Verdict.Result.BROKEN);
  }

  @Test
  void lastSeqOfAllIsInRange() throws IOException {
    assertThat(check(directory, ok("a", 1, 2, Long.MAX_VALUE - 1, 2)).result())
        .isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void callsWithoutAValueAreCountedOnly() throws IOException {
    String unknown = ok("a", 1, 2, 1, 1).replace("\"ok\"", "\"unknown\"");
    String fail = without(without(ok("a", 1, 2, 1, 1), "first"), "count").replace("ok", "fail");

    Verdict verdict = check(directory, unknown, fail, ok("a", 1, 2, 1, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.count("next_unknown")).isEqualTo(1);
    assertThat(verdict.count("next_fail")).isEqualTo(1);
  }

  @Test
  void freeFormLinesMayHoldAnything() throws IOException {
    Verdict verdict =
        check(
            directory,
            "{\"op\":\"fault\",\"what\":{\"deep\":[1,{\"op\":\"x\"}]},\"t\":1.5,\"n\":null}",
            "",
            "{\"op\":\"phase\"}",
            ok("a", 1, 2, 1, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.count("fault")).isEqualTo(1);
    assertThat(verdict.count("phase")).isEqualTo(1);
  }

  @Test
  void tornLastLineIsLeftOutAndCounted() throws IOException {
    Verdict verdict = check(directory, ok("a", 1, 2, 1, 1), ok("a", 3, 4, 1, 1).substring(0, 40));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.tornLines()).isEqualTo(1);
    assertThat(verdict.lines().get(0)).endsWith("torn lines=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"next\"",
        "not json",
        "[1,2]",
        "7",
        "{} {}",
        "{\"op\":\"steal\"}",
        "{\"op\":\"send\",\"conv\":\"g1\"}",
        "{\"key\":\"a\"}"
      })
  void damagedOrForeignLineMakesItUnusable(String line) throws IOException {
    Verdict verdict = check(directory, ok("a", 1, 2, 1, 1), line, ok("a", 3, 4, 2, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(verdict.problem()).contains(":2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "start_ns", "end_ns", "outcome", "first", "count"})
  void missingOrMistypedFieldMakesItUnusable(String field) throws IOException {
    String good = ok("a", 1, 2, 1, 1);

    Verdict missing = check(directory, without(good, field));
    Verdict mistyped = check(directory, good.replace("}", ",\"" + field + "\":true}"));

    assertThat(missing.result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(missing.problem()).contains(field);
    assertThat(mistyped.result()).isEqualTo(Verdict.Result.UNUSABLE);
  }

  @Test
  void timeThatRunsBackwardsOrAnUnknownOutcomeMakesItUnusable() throws IOException {
    assertThat(check(directory, ok("a", 2, 1, 1, 1)).result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(check(directory, ok("a", 1, 2, 1, 1).replace("\"ok\"", "\"fine\"")).result())
        .isEqualTo(Verdict.Result.UNUSABLE);
  }

  @Test
  void historyWithoutASuccessIsUnusable() throws IOException {
    assertThat(check(directory).result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(check(directory, "{\"op\":\"phase\"}").result()).isEqualTo(Verdict.Result.UNUSABLE);
  }

  @Test
  void severalFilesAreOneHistory() throws IOException {
    Path one = HistoryFiles.write(directory, List.of(ok("a", 1, 2, 5, 1)));
    Path other = HistoryFiles.write(directory, List.of(ok("a", 3, 4, 5, 1)));

    Verdict verdict = HistoryChecker.check(List.of(one, other));

    assertThat(verdict.violations(Violation.Kind.UNIQUE)).isEqualTo(1);
    assertThat(verdict.violations(Violation.Kind.ORDERED)).isEqualTo(1);
  }

  @Test
  void fewSamplesAreKeptAndAllAreCounted() throws IOException {
    String[] lines = new String[101];
    for (int i = 0; i <= 100; i++) {
      lines[i] = ok("a", 0, 1000, 7, 1);
    }

    Verdict verdict = check(directory, lines);

    assertThat(verdict.violations(Violation.Kind.UNIQUE)).isEqualTo(100);
    assertThat(verdict.samples()).hasSize(5);
    assertThat(verdict.lines().get(5))
        .startsWith("FAILED, 100 violations (unique 100): next_ok=101");
  }

  @Test
  void exitCodesAreThoseOfTheFormat() throws IOException {
    assertThat(run(HistoryFiles.write(directory, List.of(ok("a", 1, 2, 1, 1))))).startsWith("0 OK");
    assertThat(run(HistoryFiles.write(directory, List.of(ok("a", 1, 2, 0, 1)))))
        .startsWith("1 VIOLATION range");
    assertThat(run(HistoryFiles.write(directory, List.of()))).startsWith("2 UNUSABLE");
    assertThat(run(directory.resolve("absent"))).startsWith("2 UNUSABLE").contains("absent");
    assertThat(run(directory)).startsWith("2 UNUSABLE");
    assertThat(run(Files.writeString(directory.resolve("plain.gz"), "not gzip")))
        .startsWith("2 UNUSABLE");
  }

  private static String run(Path file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode =
        HistoryChecker.run(
            List.of(file), Extent.WHOLE, new PrintStream(out, true, StandardCharsets.UTF_8));
    return exitCode + " " + out.toString(StandardCharsets.UTF_8);
  }
}
