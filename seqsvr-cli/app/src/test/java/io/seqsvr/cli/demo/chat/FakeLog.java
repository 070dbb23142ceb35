package io.seqsvr.cli.demo.chat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendReceipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One conversation of a {@link FakeChat}, which guards it. Every fourth seq skips some numbers. */
final class FakeLog {
  private final String id;
  private final Set<String> members;
  private final List<Incoming> messages = new ArrayList<>();
  private final Map<String, Long> readSeqs = new HashMap<>();

  FakeLog(String id, List<String> members) {
    this.id = id;
    this.members = new TreeSet<>(members);
  }

  String id() {
    return id;
  }

  int add(List<String> users) {
    int before = members.size();
    members.addAll(users);
    return members.size() - before;
  }

  boolean hasMember(String user) {
    return members.contains(user);
  }

  long head() {
    return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).seq();
  }

  List<Incoming> after(long seq) {
    return messages.stream().filter(message -> message.seq() > seq).toList();
  }

  long readSeq(String user) {
    return readSeqs.getOrDefault(user, 0L);
  }

  void markRead(String user, long seq) {
    readSeqs.merge(user, seq, Math::max);
  }

  long unread(String user) {
    return after(readSeq(user)).stream().filter(m -> !m.sender().equals(user)).count();
  }

  SendReceipt append(
      String sender, Outgoing message, boolean repeatIsNew, boolean acceptsConflicts) {
    for (Incoming known : messages) {
      boolean sameId =
          known.sender().equals(sender) && known.clientMsgId().equals(message.clientMsgId());
      if (sameId && !acceptsConflicts && !Arrays.equals(known.body(), message.body())) {
        throw SeqsvrException.of(ErrorReason.IDEMPOTENCY_CONFLICT, "another body");
      }
      if (sameId && !repeatIsNew) {
        return receipt(known, true);
      }
    }
    long prev = head();
    long seq = prev + (messages.size() % 4 == 3 ? 10 : 1);
    Incoming stored =
        new Incoming(
            id,
            seq,
            prev,
            messages.size() + 1L,
            sender,
            message.clientMsgId(),
            "server-" + seq,
            0,
            message.kind(),
            true,
            message.body());
    messages.add(stored);
    return receipt(stored, false);
  }

  private static SendReceipt receipt(Incoming message, boolean duplicate) {
    return new SendReceipt(message.seq(), message.prevSeq(), message.serverMsgId(), 0, duplicate);
  }
}
