package io.seqsvr.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lines about messages of the conversation g1, for tests; written by hand, right or wrong. */
final class MessageLines {
  private MessageLines() {}

  static String sent(String sender, String clientMsgId, long start, long end, long seq) {
    return String.format(
        Locale.ROOT,
        "{\"op\":\"send\",\"conv\":\"g1\",\"sender\":\"%s\",\"cmid\":\"%s\",\"start_ns\":%d,"
            + "\"end_ns\":%d,\"outcome\":\"ok\",\"seq\":%d,\"prev_seq\":0,\"duplicate\":false}",
        sender,
        clientMsgId,
        start,
        end,
        seq);
  }

  /** A message with the name {@code m} and its seq, from u1, sent at a time of its own. */
  static String sent(long seq) {
    return sent("u1", "m" + seq, 10 * seq, 10 * seq + 5, seq);
  }

  static String duplicate(String line) {
    return line.replace("\"duplicate\":false", "\"duplicate\":true");
  }

  static String unanswered(String line, Outcome outcome) {
    return HistoryFiles.without(HistoryFiles.without(line, "seq"), "prev_seq")
        .replace(",\"duplicate\":false", "")
        .replace("\"ok\"", "\"" + outcome.wireName() + "\"");
  }

  static String shown(
      String user, String device, long seq, long prevSeq, String sender, String clientMsgId) {
    return String.format(
        Locale.ROOT,
        "{\"op\":\"show\",\"conv\":\"g1\",\"user\":\"%s\",\"device\":\"%s\",\"seq\":%d,"
            + "\"prev_seq\":%d,\"cmid\":\"%s\",\"sender\":\"%s\",\"t_ns\":1}",
        user,
        device,
        seq,
        prevSeq,
        clientMsgId,
        sender);
  }

  /** What {@link #sent(long)} sent, on the device d1 of u9. */
  static String shown(long seq, long prevSeq) {
    return shown("u9", "d1", seq, prevSeq, "u1", "m" + seq);
  }

  static String member(String user, long fromSeq) {
    return "{\"op\":\"member\",\"conv\":\"g1\",\"user\":\""
        + user
        + "\",\"from_seq\":"
        + fromSeq
        + "}";
  }

  static String member(String user, long fromSeq, long toSeq) {
    return member(user, fromSeq).replace("}", ",\"to_seq\":" + toSeq + "}");
  }

  static String device(String user, String device) {
    return "{\"op\":\"device\",\"user\":\"" + user + "\",\"device\":\"" + device + "\"}";
  }

  /** The judgement over the lines as a part of a run. */
  static Verdict checkPartial(Path directory, String... lines) throws IOException {
    return HistoryChecker.check(
        List.of(HistoryFiles.write(directory, List.of(lines))), Extent.PARTIAL);
  }

  /** The judgement over the lines as a whole run of u9 with the device d1, a member from seq 0. */
  static Verdict checkWhole(Path directory, String... lines) throws IOException {
    List<String> whole = new ArrayList<>(Arrays.asList(lines));
    whole.add(member("u9", 0));
    whole.add(device("u9", "d1"));
    return HistoryChecker.check(List.of(HistoryFiles.write(directory, whole)));
  }
}
