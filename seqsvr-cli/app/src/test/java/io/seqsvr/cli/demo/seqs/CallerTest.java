package io.seqsvr.cli.demo.seqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.cli.trace.Replay;
import io.seqsvr.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hunts calls that are not recorded, recorded wrongly, or not tried again. */
final class CallerTest {
  @TempDir private Path directory = Path.of("");

  private final Replay replay = new Replay(List.of("a", "b", "c"), 5);
  private final CallLog log = new CallLog(replay);
  private final RunProgress progress = new RunProgress(5);
  private final Retries retries = new Retries();
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> asked = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();

  @Test
  void takesEveryMessageOfItsIndex() throws IOException {
    answers.addAll(List.of(new Answer.Issued(10), new Answer.Issued(11)));

    run(1, 2);

    assertThat(asked).containsExactly("b", "a");
    assertThat(log.isServed(0)).isFalse();
    assertThat(log.seq(1)).isEqualTo(10);
    assertThat(log.seq(3)).isEqualTo(11);
    assertThat(progress.served()).isEqualTo(2);
  }

  @Test
  void everyCallIsARecordAndTheMessageWaitsForItsSeq() throws IOException {
    answers.addAll(
        List.of(
            new Answer.Refused(
                SeqsvrException.retryable(
                    ErrorReason.STORE_UNAVAILABLE, "used up", Duration.ofMillis(1))),
            new Answer.Unknown("reset"),
            new Answer.Issued(7)));

    List<String> lines = run(4, 5);

    assertThat(lines)
        .containsExactly(
            record(0, 1, "fail", ""), record(2, 3, "unknown", ""), record(4, 5, "ok", 7));
    assertThat(log.startNanos(4)).as("the message began with its first call").isZero();
    assertThat(log.endNanos(4)).isEqualTo(5);
    assertThat(retries.refusals()).isEqualTo(Map.of(ErrorReason.STORE_UNAVAILABLE, 1L));
    assertThat(retries.unknown()).isEqualTo(1);
  }

  @Test
  void givesAMessageUpInTheEnd() throws IOException {
    Answer refusal = new Answer.Refused(SeqsvrException.of(ErrorReason.SEQ_EXHAUSTED, "over"));
    answers.add(refusal);
    nanos.set(0);

    run(4, 5, Caller.PATIENCE.toNanos());

    assertThat(asked).hasSize(1);
    assertThat(log.isServed(4)).isFalse();
  }

  @Test
  void abandonedRunEndsAtOnce() throws IOException {
    progress.abandon();

    run(0, 1);

    assertThat(asked).isEmpty();
  }

  private List<String> run(int index, int callers) throws IOException {
    return run(index, callers, 1);
  }

  private List<String> run(int index, int callers, long nanosPerReading) throws IOException {
    Path file = directory.resolve("h.jsonl");
    try (HistoryWriter history = HistoryWriter.create(file)) {
      new Caller(
              index,
              Shares.inTurn(replay.messages(), callers),
              new Caller.Shared(
                  replay,
                  this::answer,
                  "node",
                  history,
                  log,
                  progress,
                  retries,
                  () -> nanos.getAndAdd(nanosPerReading)))
          .run();
    }
    return Files.readAllLines(file);
  }

  private Answer answer(String conversation) {
    asked.add(conversation);
    return answers.remove();
  }

  private static String record(long start, long end, String outcome, Object first) {
    String value = outcome.equals("ok") ? ",\"first\":" + first : "";
    return String.format(
        "{\"op\":\"next\",\"key\":\"b\",\"count\":1,\"start_ns\":%d,\"end_ns\":%d,"
            + "\"outcome\":\"%s\"%s,\"client\":\"w4\",\"node\":\"node\"}",
        start, end, outcome, value);
  }
}
