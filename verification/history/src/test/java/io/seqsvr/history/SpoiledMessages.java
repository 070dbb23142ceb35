package io.seqsvr.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random history of messages, for three seeds of four spoiled in one to three of the ways in
 * which a service, or the recorder, may be wrong. One seed of five is judged as a part of a run.
 */
final class SpoiledMessages {
  private final Random random;
  private final List<Map<String, Object>> lines;

  /** Torn lines, and where they are; far behind the end is at the end. */
  private final Map<String, Integer> damaged = new LinkedHashMap<>();

  private final boolean spoiled;
  private final Extent extent;

  SpoiledMessages(int seed) {
    random = new Random(seed);
    lines = new RandomMessages(random).play();
    extent = seed % 5 == 0 ? Extent.PARTIAL : Extent.WHOLE;
    spoiled = seed % 4 != 0;
    for (int i = spoiled ? 1 + random.nextInt(3) : 0; i > 0; i--) {
      spoil();
    }
  }

  List<String> lines() {
    List<String> text = new ArrayList<>(lines.stream().map(RandomMessages::json).toList());
    damaged.forEach((line, at) -> text.add(Math.min(at, text.size()), line));
    return text;
  }

  Extent extent() {
    return extent;
  }

  boolean spoiled() {
    return spoiled;
  }

  private void spoil() {
    switch (random.nextInt(28)) {
      case 0, 1 -> swapShows();
      case 2, 3, 4 -> lines.remove(any("show"));
      case 5 -> lines.add(random.nextInt(lines.size()), any("show"));
      case 6 -> lines.add(random.nextInt(lines.size()), copy(any("show")));
      case 7 -> showWhatNobodySent();
      case 8 -> refuse(any("send"));
      case 9 -> lines.remove(any("send"));
      case 10 -> copyField("cmid", any("send"), any("send"));
      case 11 -> copyField("seq", any("send"), any("send"));
      case 12 -> copyField("cmid", any("show"), any("show"));
      case 13 -> any("show").put("sender", "u" + random.nextInt(5));
      case 14 -> any("show").put("prev_seq", (long) random.nextInt(8) - 1);
      case 15 -> any("show").put("seq", (long) random.nextInt(12) - 1);
      case 16 -> sendLater(any("send"));
      case 17 -> any("send").put("duplicate", random.nextBoolean());
      case 18 -> sendAgain(any("send"));
      case 19 -> any("member").put("from_seq", (long) random.nextInt(10) - 1);
      case 20 -> any("member").remove("to_seq");
      case 21 -> declareSilentDevice();
      case 22 -> repeatCall();
      case 23 -> any("send").put("conv", "g" + (1 + random.nextInt(4)));
      case 24 -> outOfRange(any("send"));
      default -> damage();
    }
  }

  /** What makes a history unusable, or nearly so. */
  private void damage() {
    Map<String, Object> line = lines.get(random.nextInt(lines.size()));
    List<String> fields = new ArrayList<>(line.keySet());
    String field = fields.get(random.nextInt(fields.size()));
    switch (random.nextInt(9)) {
      case 0 -> line.remove(field);
      case 1 -> {
        // Of these two the judges differ on any value that is no flag and no number.
        if (!field.equals("duplicate") && !field.equals("to_seq")) {
          line.put(field, random.nextBoolean() ? 1.5 : "x");
        }
      }
      case 2 -> line.put("op", "steal");
      case 3 -> lines.removeIf(other -> other.containsValue("member"));
      case 4 -> lines.removeIf(other -> other.containsValue("device"));
      case 5 -> any("send").put("end_ns", -1000L);
      case 6 -> any("send").put("outcome", "ok");
      case 7 -> lines.removeIf(other -> other.containsValue("ok"));
      default -> {
        int at = random.nextInt(4) > 0 ? Integer.MAX_VALUE : random.nextInt(lines.size());
        damaged.put(RandomMessages.json(line).substring(0, 12), at);
      }
    }
  }

  /** Any line of a kind; a new one where none is left. */
  private Map<String, Object> any(String op) {
    List<Map<String, Object>> all =
        lines.stream().filter(line -> op.equals(line.get("op"))).toList();
    if (all.isEmpty()) {
      Map<String, Object> fault = new LinkedHashMap<>(Map.of("op", "fault"));
      lines.add(fault);
      return fault;
    }
    return all.get(random.nextInt(all.size()));
  }

  private static Map<String, Object> copy(Map<String, Object> line) {
    return new LinkedHashMap<>(line);
  }

  private void swapShows() {
    Map<String, Object> one = any("show");
    List<Map<String, Object>> view =
        lines.stream()
            .filter(line -> "show".equals(line.get("op")))
            .filter(line -> sameView(line, one))
            .toList();
    if (!view.isEmpty()) {
      int at = lines.indexOf(one);
      int other = lines.indexOf(view.get(random.nextInt(view.size())));
      lines.set(at, lines.get(other));
      lines.set(other, one);
    }
  }

  private static boolean sameView(Map<String, Object> one, Map<String, Object> other) {
    return List.of("conv", "user", "device").stream()
        .allMatch(field -> String.valueOf(one.get(field)).equals(String.valueOf(other.get(field))));
  }

  private void showWhatNobodySent() {
    Map<String, Object> phantom = copy(any("show"));
    if (phantom.get("seq") instanceof Long seq) {
      phantom.put("prev_seq", seq);
      phantom.put("seq", seq + 1);
      phantom.put("cmid", "phantom");
      lines.add(random.nextBoolean() ? lines.size() : random.nextInt(lines.size()), phantom);
    }
  }

  private static void refuse(Map<String, Object> send) {
    send.put("outcome", "fail");
    send.remove("seq");
  }

  private static void copyField(String field, Map<String, Object> from, Map<String, Object> to) {
    Object value = from.get(field);
    if (value != null && to.containsKey(field)) {
      to.put(field, value);
    }
  }

  private void sendLater(Map<String, Object> send) {
    long end = 100_000L + random.nextInt(100);
    send.put("end_ns", end);
    send.put("start_ns", random.nextBoolean() ? end - random.nextInt(50) : -50L);
  }

  /** The same message got a second seq. */
  private void sendAgain(Map<String, Object> send) {
    Map<String, Object> again = copy(send);
    if (again.get("seq") instanceof Long seq) {
      again.put("seq", seq + 1 + random.nextInt(3));
      lines.add(random.nextInt(lines.size()), again);
    }
  }

  private void declareSilentDevice() {
    Map<String, Object> device = copy(any("device"));
    if (device.containsKey("device")) {
      device.put("device", "d9");
      lines.add(random.nextInt(lines.size()), device);
    }
  }

  private void repeatCall() {
    Map<String, Object> call = copy(any("next"));
    if (call.containsKey("start_ns")) {
      call.put("start_ns", 100_000L);
      call.put("end_ns", 100_001L);
      lines.add(call);
    }
  }

  private void outOfRange(Map<String, Object> send) {
    if (send.containsKey("seq")) {
      send.put("seq", (long) -random.nextInt(3));
    }
  }
}
