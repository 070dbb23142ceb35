package io.seqsvr.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A history of a few users who write to each other, made from a seed, as fields by name. Each
 * message takes its seq at an instant between start and end of its send, and each device shows what
 * its user is owed, in order, so that the history is right. Lines are mixed as several writers
 * would mix them.
 */
final class RandomMessages {
  private static final int USERS = 5;

  private record Sent(String sender, String clientMsgId, long seq, long prevSeq) {}

  private final Random random;
  private final List<Map<String, Object>> calls = new ArrayList<>();
  private final List<List<Map<String, Object>>> writers = new ArrayList<>();
  private long instant;

  RandomMessages(Random random) {
    this.random = random;
    writers.add(calls);
  }

  /** The lines of a new history. */
  List<Map<String, Object>> play() {
    int[] devices = new int[USERS];
    for (int user = 0; user < USERS; user++) {
      devices[user] = 1 + random.nextInt(2);
      for (int device = 0; device < devices[user]; device++) {
        calls.add(line("device", "user", "u" + user, "device", "d" + device));
      }
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String conversation = "g" + i;
      List<Sent> log = converse(conversation);
      for (int user = 0; user < USERS; user++) {
        if (user == 0 || random.nextInt(3) > 0) {
          join(conversation, log, "u" + user, devices[user]);
        }
      }
    }
    if (random.nextInt(3) == 0) {
      take();
    }
    Collections.shuffle(calls, random);
    return mixed();
  }

  static String json(Map<String, Object> line) {
    return line.entrySet().stream()
        .map(
            field ->
                "\""
                    + field.getKey()
                    + "\":"
                    + (field.getValue() instanceof String text
                        ? "\"" + text + "\""
                        : field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Map<String, Object> line(String op, Object... fields) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("op", op);
    for (int i = 0; i < fields.length; i += 2) {
      line.put((String) fields[i], fields[i + 1]);
    }
    return line;
  }

  private List<Sent> converse(String conversation) {
    List<Sent> log = new ArrayList<>();
    for (int i = 2 + random.nextInt(10); i > 0; i--) {
      instant += 1 + random.nextInt(10);
      long last = log.isEmpty() ? 0 : log.get(log.size() - 1).seq();
      long seq = last + 1 + (random.nextInt(5) == 0 ? random.nextInt(50) : 0);
      Sent message = new Sent("u" + random.nextInt(USERS), "m" + i, seq, last);
      int kind = random.nextInt(20);
      if (kind == 0) {
        calls.add(send(conversation, message, "fail"));
      } else if (kind < 3) {
        calls.add(send(conversation, message, "unknown"));
        if (random.nextBoolean()) {
          log.add(message);
        }
      } else {
        calls.add(accepted(conversation, message, false));
        log.add(message);
      }
      if (random.nextInt(8) == 0 && !log.isEmpty()) {
        instant += 1 + random.nextInt(10);
        calls.add(accepted(conversation, log.get(random.nextInt(log.size())), true));
      }
    }
    calls.add(accepted(conversation, log(conversation, log), false));
    return log;
  }

  /** One more message at the end, so that at least one is accepted. */
  private Sent log(String conversation, List<Sent> log) {
    instant += 30;
    long last = log.isEmpty() ? 0 : log.get(log.size() - 1).seq();
    Sent message = new Sent("u0", "last of " + conversation, last + 1, last);
    log.add(message);
    return message;
  }

  private Map<String, Object> send(String conversation, Sent message, String outcome) {
    return line(
        "send",
        "conv",
        conversation,
        "sender",
        message.sender(),
        "cmid",
        message.clientMsgId(),
        "start_ns",
        instant - random.nextInt(15),
        "end_ns",
        instant + random.nextInt(15),
        "outcome",
        outcome);
  }

  private Map<String, Object> accepted(String conversation, Sent message, boolean duplicate) {
    Map<String, Object> line = send(conversation, message, "ok");
    line.put("seq", message.seq());
    line.put("prev_seq", message.prevSeq());
    line.put("duplicate", duplicate);
    return line;
  }

  private void join(String conversation, List<Sent> log, String user, int devices) {
    long last = log.get(log.size() - 1).seq();
    long from = random.nextInt(3) == 0 ? random.nextInt((int) last + 1) : 0;
    Map<String, Object> member = line("member", "conv", conversation, "user", user);
    member.put("from_seq", from);
    long to = Long.MAX_VALUE;
    if (random.nextInt(5) == 0) {
      to = from + random.nextInt((int) last + 1);
      member.put("to_seq", to);
    }
    calls.add(member);
    for (int device = 0; device < devices; device++) {
      List<Map<String, Object>> view = new ArrayList<>();
      for (Sent message : log) {
        if (from < message.seq() && message.seq() <= to) {
          view.add(show(conversation, user, "d" + device, message));
        }
      }
      writers.add(view);
    }
  }

  private static Map<String, Object> show(
      String conversation, String user, String device, Sent message) {
    return line(
        "show",
        "conv",
        conversation,
        "user",
        user,
        "device",
        device,
        "seq",
        message.seq(),
        "prev_seq",
        message.prevSeq(),
        "cmid",
        message.clientMsgId(),
        "sender",
        message.sender(),
        "t_ns",
        1L);
  }

  /** Sequence calls of one key, for a history of both kinds. */
  private void take() {
    for (long seq = 1L + random.nextInt(3); seq < 6; seq++) {
      instant += 20;
      calls.add(
          line(
              "next",
              "key",
              "k",
              "count",
              1L,
              "start_ns",
              instant,
              "end_ns",
              instant + 5,
              "outcome",
              "ok",
              "first",
              seq));
    }
  }

  private List<Map<String, Object>> mixed() {
    List<Map<String, Object>> lines = new ArrayList<>();
    List<List<Map<String, Object>>> left = new ArrayList<>(writers);
    while (!left.isEmpty()) {
      List<Map<String, Object>> writer = left.get(random.nextInt(left.size()));
      if (writer.isEmpty()) {
        left.remove(writer);
      } else {
        lines.add(writer.remove(0));
      }
    }
    return lines;
  }
}
