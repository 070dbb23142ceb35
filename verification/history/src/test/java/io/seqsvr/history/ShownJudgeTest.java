package io.seqsvr.history;

import static io.seqsvr.history.MessageLines.checkPartial;
import static io.seqsvr.history.MessageLines.sent;
import static io.seqsvr.history.MessageLines.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts a device that shows a message twice, late, or ahead of one that is missing. */
final class ShownJudgeTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void ascendingWithHolesIsRight() throws IOException {
    // 3 and 4 were never messages: the predecessor of 5 is 2.
    Verdict verdict =
        checkPartial(directory, sent(1), sent(2), sent(5), shown(1, 0), shown(2, 1), shown(5, 2));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.count("show")).isEqualTo(3);
  }

  @Test
  void messageShownTwiceIsFound() throws IOException {
    Verdict verdict = checkPartial(directory, sent(1), shown(1, 0), shown(1, 0));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.SHOWN_ONCE_IN_ORDER, 1L));
    assertThat(verdict.samples().get(0).text()).contains("g1 u9/d1: 1 after 1").contains(":3)");
  }

  @Test
  void messageShownLateIsFound() throws IOException {
    Verdict verdict =
        checkPartial(directory, sent(1), sent(2), sent(3), shown(2, 1), shown(1, 0), shown(3, 2));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.SHOWN_ONCE_IN_ORDER, 1L));
  }

  @Test
  void everyDeviceShowsForItself() throws IOException {
    Verdict verdict =
        checkPartial(
            directory,
            sent(1),
            shown("u9", "d1", 1, 0, "u1", "m1"),
            shown("u9", "d2", 1, 0, "u1", "m1"),
            shown("u8", "d1", 1, 0, "u1", "m1"));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void messageAheadOfAMissingOneIsFound() throws IOException {
    Verdict verdict = checkPartial(directory, sent(1), sent(2), sent(3), shown(1, 0), shown(3, 2));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.SKIPPED, 1L));
    assertThat(verdict.samples().get(0).text()).contains("3 follows 2, last shown 1");
  }

  @Test
  void firstMessageOfADeviceMayFollowAnything() throws IOException {
    Verdict verdict = checkPartial(directory, sent(1), sent(2), shown(2, 1));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
  }

  @Test
  void messageOutOfItsTurnDoesNotMoveTheDevice() throws IOException {
    // After 3, showing 1 late must not excuse showing 2: both are late.
    Verdict verdict =
        checkPartial(
            directory,
            sent(1),
            sent(2),
            sent(3),
            shown("u8", "d1", 2, 1, "u1", "m2"),
            shown(3, 2),
            shown(1, 0),
            shown(2, 1));

    assertThat(verdict.violations()).isEqualTo(Map.of(Violation.Kind.SHOWN_ONCE_IN_ORDER, 2L));
  }

  @Test
  void manyMessagesAreKeptInOrder() {
    SeqList seqs = new SeqList();
    for (long seq = 1; seq <= 1000; seq++) {
      seqs.add(3 * seq);
    }

    assertThat(seqs.size()).isEqualTo(1000);
    assertThat(seqs.get(0)).isEqualTo(3);
    assertThat(seqs.get(999)).isEqualTo(3000);
    assertThat(seqs.last()).isEqualTo(3000);
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void listThatWouldNotAscendIsRefused(long seq) {
    SeqList seqs = new SeqList();
    seqs.add(7);

    assertThatThrownBy(() -> seqs.add(seq))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seq must be > 7: " + seq);
  }
}
