package io.seqsvr.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hunts lines that a crash, a busy writer or an odd name could spoil. */
final class HistoryWriterTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void writesTheFormatByteForByte() throws IOException {
    Path file = directory.resolve("h.jsonl");
    try (HistoryWriter writer = HistoryWriter.create(file)) {
      writer.write(new NextCall("c17", 3, 1, 9, Outcome.OK, 101, "w3", "alloc-1"));
      writer.write(new NextCall("c17", 1, 2, 9, Outcome.UNKNOWN, 0, "w3", "alloc-1"));
      writer.writeFault(Map.of("what", "kill -9"));
      writer.writePhase(Map.of("t_ns", 5L));
    }

    assertThat(file)
        .hasContent(
            """
            {"op":"next","key":"c17","count":3,"start_ns":1,"end_ns":9,"outcome":"ok","first":101,"client":"w3","node":"alloc-1"}
            {"op":"next","key":"c17","count":1,"start_ns":2,"end_ns":9,"outcome":"unknown","client":"w3","node":"alloc-1"}
            {"op":"fault","what":"kill -9"}
            {"op":"phase","t_ns":5}
            """);
  }

  @Test
  void writesMessagesByteForByte() throws IOException {
    Path file = directory.resolve("h.jsonl");
    try (HistoryWriter writer = HistoryWriter.create(file)) {
      writer.write(new SendCall("g1", "u4", "a", 1, 9, Outcome.OK, 12, 9, false));
      writer.write(new SendCall("g1", "u4", "a", 10, 19, Outcome.OK, 12, 9, true));
      writer.write(SendCall.withoutSeq("g1", "u4", "b", 1, 9, Outcome.UNKNOWN));
      writer.write(new SendCall("g1", "u4", "c", 1, 9, Outcome.FAIL, 12, 9, true));
      writer.write(new Shown("g1", "u9", "d1", 12, 9, "a", "u4", 15));
      writer.writeMember("g1", "u9", 0);
      writer.writeMember("g1", "u8", 3, 14);
      writer.writeDevice("u9", "d1");
    }

    assertThat(file)
        .hasContent(
            """
            {"op":"send","conv":"g1","sender":"u4","cmid":"a","start_ns":1,"end_ns":9,"outcome":"ok","seq":12,"prev_seq":9,"duplicate":false}
            {"op":"send","conv":"g1","sender":"u4","cmid":"a","start_ns":10,"end_ns":19,"outcome":"ok","seq":12,"prev_seq":9,"duplicate":true}
            {"op":"send","conv":"g1","sender":"u4","cmid":"b","start_ns":1,"end_ns":9,"outcome":"unknown"}
            {"op":"send","conv":"g1","sender":"u4","cmid":"c","start_ns":1,"end_ns":9,"outcome":"fail"}
            {"op":"show","conv":"g1","user":"u9","device":"d1","seq":12,"prev_seq":9,"cmid":"a","sender":"u4","t_ns":15}
            {"op":"member","conv":"g1","user":"u9","from_seq":0}
            {"op":"member","conv":"g1","user":"u8","from_seq":3,"to_seq":14}
            {"op":"device","user":"u9","device":"d1"}
            """);
  }

  @Test
  void writtenMessagesAreReadAsWritten() throws IOException {
    Path file = directory.resolve("h.jsonl.gz");
    try (HistoryWriter writer = HistoryWriter.create(file)) {
      writer.writeMember("g1", "u9", 0);
      writer.writeMember("g1", "u8", 0, 1);
      writer.writeDevice("u9", "d1");
      writer.writeDevice("u8", "d1");
      writer.write(new SendCall("g1", "u4", "a", 1, 2, Outcome.OK, 1, 0, false));
      writer.write(new SendCall("g1", "u4", "b", 3, 4, Outcome.OK, 2, 1, false));
      writer.write(new SendCall("g1", "u4", "a", 5, 6, Outcome.OK, 1, 0, true));
      writer.write(new Shown("g1", "u9", "d1", 1, 0, "a", "u4", 15));
      writer.write(new Shown("g1", "u9", "d1", 2, 1, "b", "u4", 16));
      writer.write(new Shown("g1", "u8", "d1", 1, 0, "a", "u4", 17));
    }

    assertThat(HistoryChecker.check(List.of(file)).lines())
        .containsExactly("OK: send_ok=3, show=3, keys=0, convs=1, owed conversation views=2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h.jsonl", "h.jsonl.gz"})
  void manyThreadsLoseNothing(String name) throws Exception {
    Path file = directory.resolve(name);
    int threads = 8;
    int callsPerThread = 2_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (HistoryWriter writer = HistoryWriter.create(file)) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String key = "k" + t;
        done.add(
            pool.submit(
                () -> {
                  for (int i = 1; i <= callsPerThread; i++) {
                    writer.write(new NextCall(key, 1, i * 2L, i * 2L + 1, Outcome.OK, i, "w", "n"));
                  }
                }));
      }
      for (Future<?> thread : done) {
        thread.get();
      }
    } finally {
      pool.shutdown();
    }

    Verdict verdict = HistoryChecker.check(List.of(file));
    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.count("next_ok")).isEqualTo((long) threads * callsPerThread);
    assertThat(verdict.tornLines()).isZero();
  }

  @Test
  void oddKeysComeBackAsTheyWere() throws Exception {
    Path file = directory.resolve("odd.jsonl");
    List<String> keys = List.of("\u0000", "\"'\\", "caf\u00e9", "cafe\u0301", "\ud83d\ude00", "\n");
    try (HistoryWriter writer = HistoryWriter.create(file)) {
      for (String key : keys) {
        writer.write(new NextCall(key, 1, 1, 2, Outcome.OK, 1, "w", "n"));
      }
    }

    List<String> read = new ArrayList<>();
    try (HistoryReader reader = HistoryReader.open(file)) {
      for (HistoryLine line = reader.read(); line != null; line = reader.read()) {
        read.add(line.text("key"));
      }
    }
    assertThat(read).isEqualTo(keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h.jsonl", "h.jsonl.gz"})
  void writerThatIsKilledLeavesWholeBlocks(String name) throws IOException {
    // Not closed before the check: as good as killed.
    Path file = directory.resolve(name);
    HistoryWriter writer = HistoryWriter.create(file);
    int calls = 10_000;
    for (int i = 1; i <= calls; i++) {
      writer.write(new NextCall("k", 1, i * 2L, i * 2L + 1, Outcome.OK, i, "w", "n"));
    }

    Verdict killed = HistoryChecker.check(List.of(file));
    writer.close();

    assertThat(killed.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(killed.count("next_ok")).isBetween(1L, calls - 1L);
    assertThat(killed.tornLines()).isZero();
    assertThat(HistoryChecker.check(List.of(file)).count("next_ok")).isEqualTo(calls);
  }

  @Test
  void compressedFileThatIsCutOffIsReadUpToTheCut() throws IOException {
    Path file = directory.resolve("h.jsonl.gz");
    try (HistoryWriter writer = HistoryWriter.create(file)) {
      for (int i = 1; i <= 10_000; i++) {
        writer.write(new NextCall("k", 1, i * 2L, i * 2L + 1, Outcome.OK, i, "w", "n"));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 100));

    Verdict verdict = HistoryChecker.check(List.of(file));

    assertThat(verdict.result()).isEqualTo(Verdict.Result.HELD);
    assertThat(verdict.count("next_ok")).isPositive();
    assertThat(verdict.tornLines()).isEqualTo(1);
  }

  @Test
  void timeThatRunsBackwardsIsRefused() {
    assertThatThrownBy(() -> new NextCall("k", 1, 2, 1, Outcome.OK, 1, "w", "n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("endNanos must be >= startNanos 2: 1");
    assertThatThrownBy(() -> SendCall.withoutSeq("g", "u", "m", 2, 1, Outcome.FAIL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("endNanos must be >= startNanos 2: 1");
  }

  @Test
  void acceptedSendWithoutItsSeqIsRefused() {
    assertThatThrownBy(() -> SendCall.withoutSeq("g", "u", "m", 1, 2, Outcome.OK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("outcome must be fail or unknown: ok");
  }
}
