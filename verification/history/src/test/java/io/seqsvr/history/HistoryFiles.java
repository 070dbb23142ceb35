package io.seqsvr.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Histories for tests, written by hand so that broken ones can be, too. */
final class HistoryFiles {
  private HistoryFiles() {}

  static String ok(String key, long start, long end, long first, long count) {
    return String.format(
        Locale.ROOT,
        "{\"op\":\"next\",\"key\":\"%s\",\"count\":%d,\"start_ns\":%d,\"end_ns\":%d,"
            + "\"outcome\":\"ok\",\"first\":%d,\"client\":\"w1\",\"node\":\"alloc-1\"}",
        key,
        count,
        start,
        end,
        first);
  }

  static String without(String line, String field) {
    return line.replaceFirst("\"" + field + "\":(\"[^\"]*\"|-?\\d+),?", "");
  }

  static Path write(Path directory, List<String> lines) throws IOException {
    Path file = Files.createTempFile(directory, "history", ".jsonl");
    return Files.write(file, lines);
  }

  static Verdict check(Path directory, String... lines) throws IOException {
    return HistoryChecker.check(List.of(write(directory, List.of(lines))));
  }
}
