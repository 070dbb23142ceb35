package io.seqsvr.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A history of a few callers on a few keys, made from a seed. Each call takes its seqs at an
 * instant between its start and its end, so that the history is right; then, for two seeds of
 * three, one to three of its lines are spoiled in a random way.
 */
final class RandomHistory {
  private final Random random;
  private final List<String> lines = new ArrayList<>();
  private final boolean spoiled;

  RandomHistory(int seed) {
    random = new Random(seed);
    play();
    spoiled = seed % 3 != 0;
    for (int i = spoiled ? 1 + random.nextInt(3) : 0; i > 0; i--) {
      spoil();
    }
  }

  List<String> lines() {
    return lines;
  }

  boolean spoiled() {
    return spoiled;
  }

  private void play() {
    int keys = 1 + random.nextInt(4);
    long[] last = new long[keys];
    long instant = 0;
    for (int i = 10 + random.nextInt(120); i > 0; i--) {
      instant += 1 + random.nextInt(10);
      int key = random.nextInt(keys);
      long count = 1L + random.nextInt(5);
      if (random.nextInt(20) == 0) {
        last[key] += random.nextInt(1000);
      }
      long start = instant - random.nextInt(25);
      long end = instant + random.nextInt(25);
      String line = HistoryFiles.ok("k" + key, start, end, last[key] + 1, count);
      int kind = random.nextInt(20);
      if (kind < 17) {
        last[key] += count;
        lines.add(line);
      } else if (kind < 19) {
        last[key] += random.nextInt(2) * count;
        lines.add(HistoryFiles.without(line, "first").replace("\"ok\"", "\"unknown\""));
      } else {
        lines.add(HistoryFiles.without(line, "first").replace("\"ok\"", "\"fail\""));
      }
      if (random.nextInt(40) == 0) {
        lines.add("{\"op\":\"fault\",\"what\":[\"kill\",{\"pid\":7}]}");
      }
    }
  }

  private void spoil() {
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    switch (random.nextInt(14)) {
      case 0 -> lines.set(at, number(line, "first", -1 - random.nextInt(3)));
      case 1 -> lines.set(at, number(line, "first", 1 + random.nextInt(5)));
      case 2 -> lines.set(at, number(line, "count", 1 + random.nextInt(20)));
      case 3 -> lines.set(at, line.replaceAll("\"key\":\"k\\d\"", "\"key\":\"k0\""));
      case 4 -> lines.add(random.nextInt(lines.size()), line);
      case 5 -> lines.set(at, number(line, "start_ns", -100));
      case 6 -> lines.set(at, number(line, "end_ns", 100_000));
      case 7 -> lines.set(at, number(line, "start_ns", 100_000));
      case 8 -> lines.add(lines.get(lines.size() - 1).substring(0, 15));
      case 9 -> lines.add(at, line.substring(0, line.length() / 2));
      case 10 -> lines.set(at, line.replace("\"op\":\"next\"", "\"op\":\"steal\""));
      case 11 -> lines.set(at, HistoryFiles.without(line, "end_ns"));
      case 12 -> lines.set(at, line.replace("\"ok\"", "\"perhaps\""));
      default -> swapSeqs(at, random.nextInt(lines.size()));
    }
  }

  private void swapSeqs(int one, int other) {
    String first = lines.get(one).replaceFirst(".*\"first\":(\\d+).*", "$1");
    String second = lines.get(other).replaceFirst(".*\"first\":(\\d+).*", "$1");
    if (first.matches("\\d+") && second.matches("\\d+")) {
      lines.set(one, number(lines.get(one), "first", Long.parseLong(second)));
      lines.set(other, number(lines.get(other), "first", Long.parseLong(first)));
    }
  }

  private static String number(String line, String field, long value) {
    return line.replaceFirst("\"" + field + "\":-?\\d+", "\"" + field + "\":" + value);
  }
}
