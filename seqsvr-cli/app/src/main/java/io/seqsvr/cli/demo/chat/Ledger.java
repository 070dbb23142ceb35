package io.seqsvr.cli.demo.chat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Every accepted message with its sender, to count by brute force what the service must know by
 * better means. Thread-safe; counts are exact when no message is added meanwhile.
 */
final class Ledger {
  private final Map<String, ConcurrentSkipListMap<Long, String>> senders =
      new ConcurrentHashMap<>();

  /** A message was accepted; the same one again changes nothing. */
  void accepted(String conversation, long seq, String sender) {
    senders.computeIfAbsent(conversation, c -> new ConcurrentSkipListMap<>()).put(seq, sender);
  }

  /** Seq of the last accepted message, 0 if there is none. */
  long head(String conversation) {
    ConcurrentSkipListMap<Long, String> messages = messages(conversation);
    return messages.isEmpty() ? 0 : messages.lastKey();
  }

  /**
   * Seq of a message in the middle.
   *
   * @param percent share of the messages up to it, 0 to 100
   * @return 0 for a share that holds no message
   */
  long seqAt(String conversation, int percent) {
    ConcurrentSkipListMap<Long, String> messages = messages(conversation);
    long index = (long) messages.size() * percent / 100;
    return index == 0 ? 0 : messages.keySet().stream().skip(index - 1).findFirst().orElse(0L);
  }

  /** How many messages of others stand above a read pointer. */
  long unread(String conversation, String user, long readSeq) {
    return messages(conversation).tailMap(readSeq, false).values().stream()
        .filter(sender -> !sender.equals(user))
        .count();
  }

  private ConcurrentSkipListMap<Long, String> messages(String conversation) {
    return senders.getOrDefault(conversation, new ConcurrentSkipListMap<>());
  }
}
