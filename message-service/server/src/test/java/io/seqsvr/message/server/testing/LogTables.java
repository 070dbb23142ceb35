package io.seqsvr.message.server.testing;

import io.seqsvr.message.server.core.ConversationState;
import io.seqsvr.message.server.core.PayloadHash;
import io.seqsvr.message.server.core.ReadState;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.lane.Append;
import io.seqsvr.message.server.lane.Head;
import io.seqsvr.message.server.lane.StoredSend;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of a log, and nothing that decides. Guarded by its owner's lock. */
final class LogTables {
  static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  /** A row of a member, and what was counted when it was written. */
  record Member(long joinedSeq, long leftSeq, long readSeq) {
    boolean isMember() {
      return leftSeq == Visibility.STILL_MEMBER;
    }
  }

  /** A conversation with all that belongs to it. */
  static final class Log {
    Head head;
    final NavigableMap<Long, StoredMessage> messages = new TreeMap<>();
    final Map<SendKey, PayloadHash> hashes = new HashMap<>();
    final Map<SendKey, Long> seqs = new HashMap<>();
    final Map<String, Member> members = new HashMap<>();

    Log(Head head) {
      this.head = head;
    }

    @Nullable StoredSend send(SendKey key) {
      Long seq = seqs.get(key);
      if (seq == null) {
        return null;
      }
      StoredMessage message = row(seq);
      return new StoredSend(hash(key), message.receipt(true));
    }

    private StoredMessage row(long seq) {
      StoredMessage message = messages.get(seq);
      if (message == null) {
        throw new IllegalStateException("the key's row is gone: " + seq);
      }
      return message;
    }

    private PayloadHash hash(SendKey key) {
      PayloadHash hash = hashes.get(key);
      if (hash == null) {
        throw new IllegalStateException("the key's hash is gone: " + key);
      }
      return hash;
    }

    void write(Append append) {
      long headNo = head.headNo();
      long headSeq = head.headSeq();
      for (Append.Row row : append.rows()) {
        StoredMessage message = row.message();
        messages.put(message.seq(), message);
        hashes.put(message.key(), row.hash());
        seqs.put(message.key(), message.seq());
        headNo = message.countNo();
        headSeq = message.seq();
      }
      head = new Head(head.conversation(), head.epoch(), headSeq, headNo, head.floorSeq());
    }

    long memberCount() {
      return members.values().stream().filter(Member::isMember).count();
    }

    Visibility visibility(Member member) {
      return new Visibility(
          head.conversation(),
          head.epoch(),
          head.headSeq(),
          head.floorSeq(),
          member.joinedSeq(),
          member.leftSeq());
    }

    /** Counts row by row what the database computes from numbers. */
    ReadState readState(String user, Member member) {
      Visibility visibility = visibility(member);
      long from = Math.max(member.readSeq(), member.joinedSeq());
      long unread =
          messages.tailMap(from, false).values().stream()
              .filter(message -> message.seq() <= visibility.visibleHead())
              .filter(message -> message.counted() && !message.key().sender().equals(user))
              .count();
      return new ReadState(head.conversation(), member.readSeq(), unread);
    }

    ConversationState state(String user, Member member) {
      return new ConversationState(visibility(member), readState(user, member));
    }
  }

  final NavigableMap<String, Log> logs = new TreeMap<>(BY_BYTES);
  final Map<List<String>, Long> sessionEpochs = new HashMap<>();
}
