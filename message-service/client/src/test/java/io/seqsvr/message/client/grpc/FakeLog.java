package io.seqsvr.message.client.grpc;

import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.Message;
import io.seqsvr.message.v1.Page;
import io.seqsvr.message.v1.Range;
import io.seqsvr.message.v1.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One conversation in memory: correct, and nothing more. Guarded by the service that holds it. */
public final class FakeLog {
  final String id;
  final TreeMap<Long, Message> messages = new TreeMap<>();
  final Map<String, Receipt> bySender = new HashMap<>();
  final TreeSet<String> members = new TreeSet<>();
  final Map<String, Long> readSeqs = new HashMap<>();
  long epoch = 1;
  private long countNo;
  private long skipped;

  FakeLog(String id) {
    this.id = id;
  }

  /** Numbers to leave out before the next message. */
  void skip(long numbers) {
    skipped += numbers;
  }

  long head() {
    return messages.isEmpty() ? 0 : messages.lastKey();
  }

  Receipt store(String sender, Content content) {
    String key = sender + "\n" + content.getClientMsgId();
    Receipt first = bySender.get(key);
    if (first != null) {
      return first.toBuilder().setDuplicate(true).build();
    }
    long prev = head();
    long seq = prev + 1 + skipped;
    skipped = 0;
    countNo++;
    messages.put(
        seq,
        Message.newBuilder()
            .setConversation(id)
            .setSeq(seq)
            .setPrevSeq(prev)
            .setCountNo(countNo)
            .setSender(sender)
            .setServerMsgId("s-" + id + "-" + seq)
            .setContent(content)
            .build());
    Receipt receipt =
        Receipt.newBuilder()
            .setSeq(seq)
            .setPrevSeq(prev)
            .setServerMsgId("s-" + id + "-" + seq)
            .build();
    bySender.put(key, receipt);
    return receipt;
  }

  List<Message> above(long seq, int limit) {
    List<Message> found = new ArrayList<>();
    for (Message message : messages.tailMap(seq, false).values()) {
      if (found.size() == limit) {
        break;
      }
      found.add(message);
    }
    return found;
  }

  Page page(Range range) {
    long upTo = range.getUpToSeq() == 0 ? head() : Math.min(range.getUpToSeq(), head());
    int limit = range.hasLimit() ? range.getLimit() : 100;
    List<Message> found = new ArrayList<>();
    @Nullable Long beyond = null;
    for (Message message : messages.tailMap(range.getAfterSeq(), false).values()) {
      if (message.getSeq() > upTo) {
        break;
      }
      if (found.size() == limit) {
        beyond = message.getSeq();
        break;
      }
      found.add(message);
    }
    long coveredTo =
        beyond == null ? Math.max(range.getAfterSeq(), upTo) : found.get(found.size() - 1).getSeq();
    return Page.newBuilder()
        .setConversation(id)
        .setEpoch(epoch)
        .addAllMessages(found)
        .setCoveredTo(coveredTo)
        .setHasMore(beyond != null)
        .setHead(head())
        .build();
  }

  /** Another log under the same id, as after a restore from a backup. */
  void replace() {
    epoch++;
    messages.clear();
    bySender.clear();
    countNo = 0;
  }
}
