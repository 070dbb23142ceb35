package io.seqsvr.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a measured process tells the one that started it beside JMH's scores: lines {@code
 * name=number} in a file. Stateless.
 */
public final class Notes {
  /** System property that names the file; without it nothing is told. */
  public static final String FILE = "seqsvr.benchmarks.notes";

  private Notes() {}

  static void add(String name, long value) throws IOException {
    String file = System.getProperty(FILE);
    if (file != null) {
      Files.writeString(
          Path.of(file),
          name + "=" + value + "\n",
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** Reads what was told. */
  public static Map<String, Long> read(Path file) throws IOException {
    Map<String, Long> notes = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file, UTF_8)) {
      int equals = line.indexOf('=');
      notes.put(line.substring(0, equals), Long.parseLong(line.substring(equals + 1)));
    }
    return notes;
  }
}
