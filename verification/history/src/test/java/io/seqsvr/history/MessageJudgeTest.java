package io.seqsvr.history;

import static io.seqsvr.history.HistoryFiles.without;
import static io.seqsvr.history.MessageLines.checkWhole;
import static io.seqsvr.history.MessageLines.device;
import static io.seqsvr.history.MessageLines.member;
import static io.seqsvr.history.MessageLines.sent;
import static io.seqsvr.history.MessageLines.shown;
import static io.seqsvr.history.MessageLines.unanswered;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts damaged lines about messages that pass for good ones, and good ones that do not. */
final class MessageJudgeTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "send, conv sender cmid start_ns end_ns outcome seq",
    "show, conv user device seq prev_seq cmid sender",
    "member, conv user from_seq",
    "device, user device"
  })
  void missingOrMistypedFieldMakesItUnusable(String op, String fields) throws IOException {
    String good = line(op);
    assertThat(check(good).result()).isEqualTo(Verdict.Result.HELD);
    for (String field : fields.split(" ", -1)) {
      Verdict missing = check(without(good, field).replace(",}", "}"));
      Verdict mistyped = check(good.replace("}", ",\"" + field + "\":true}"));

      assertThat(missing.result()).as(field).isEqualTo(Verdict.Result.UNUSABLE);
      assertThat(missing.problem()).contains("field " + field + " must be").contains("missing");
      assertThat(mistyped.result()).as(field).isEqualTo(Verdict.Result.UNUSABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t_ns", "prev_seq"})
  void fieldsThatAreNotJudgedMayBeMissing(String field) throws IOException {
    String line = field.equals("t_ns") ? shown(1, 0) : sent(1);

    assertThat(check(without(line, field).replace(",}", "}")).result())
        .isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void optionalFieldsMayBeMissingAndNotMistyped() throws IOException {
    assertThat(check(sent(1).replace(",\"duplicate\":false", "")).result())
        .isEqualTo(Verdict.Result.HELD);
    assertThat(check(sent(1).replace("false", "\"no\"")).result())
        .isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(check(member("u9", 0).replace("}", ",\"to_seq\":\"9\"}")).result())
        .isEqualTo(Verdict.Result.UNUSABLE);
  }

  @Test
  void timeThatRunsBackwardsOrAnUnknownOutcomeMakesItUnusable() throws IOException {
    assertThat(check(sent("u1", "m1", 2, 1, 1)).result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(check(sent(1).replace("\"ok\"", "\"fine\"")).result())
        .isEqualTo(Verdict.Result.UNUSABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAIL", "UNKNOWN"})
  void historyWithoutASuccessIsUnusable(Outcome outcome) throws IOException {
    Verdict verdict = checkWhole(directory, unanswered(sent(1), outcome), shown(1, 0));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.UNUSABLE);
    assertThat(verdict.problem()).contains("no successful call");
  }

  @Test
  void oddNamesAreOnlyNames() throws IOException {
    // The user "a/b" with the device "c" is not the user "a" with the device "b/c".
    Verdict verdict =
        HistoryFiles.check(
            directory,
            sent(1),
            shown("a/b", "c", 1, 0, "u1", "m1"),
            shown("a", "b/c", 1, 0, "u1", "m1"),
            member("a/b", 0),
            device("a/b", "c"),
            member("", 0),
            device("", ""),
            shown("", "", 1, 0, "u1", "m1"));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  private static String line(String op) {
    return switch (op) {
      case "send" -> sent(1);
      case "show" -> shown(1, 0);
      case "member" -> member("u9", 0);
      default -> device("u9", "d1");
    };
  }

  /** The judgement over a right history that has the line in it once more, or as a damaged one. */
  private Verdict check(String line) throws IOException {
    boolean isShow = line.contains("\"show\"");
    return checkWhole(directory, sent(1), isShow ? line : shown(1, 0), isShow ? "" : line);
  }
}
