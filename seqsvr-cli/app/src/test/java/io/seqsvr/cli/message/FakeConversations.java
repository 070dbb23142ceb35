package io.seqsvr.cli.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.ConversationInfo;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.MessagePage;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.ReadState;
import io.seqsvr.message.client.SendReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A service of one map, whose calls are written down. Not thread-safe. */
class FakeConversations implements Conversations {
  final List<String> calls = new ArrayList<>();
  int closed;
  private final Map<String, Set<String>> members = new TreeMap<>();
  private final Map<String, SendReceipt> receipts = new TreeMap<>();

  @Override
  public boolean createGroup(String conversation, List<String> users) {
    calls.add("create " + conversation + " " + users);
    return members.putIfAbsent(conversation, new TreeSet<>(users)) == null;
  }

  @Override
  public String createPair(String userA, String userB) {
    calls.add("pair " + userA + " " + userB);
    return "single:" + userA + ":" + userB;
  }

  @Override
  public int addMembers(String conversation, List<String> users) {
    calls.add("add " + conversation + " " + users);
    Set<String> group = group(conversation);
    return (int) users.stream().filter(group::add).count();
  }

  @Override
  public int removeMembers(String conversation, List<String> users) {
    calls.add("remove " + conversation + " " + users);
    Set<String> group = group(conversation);
    return (int) users.stream().filter(group::remove).count();
  }

  @Override
  public List<ConversationInfo> list(String user) {
    return List.of(
        new ConversationInfo("a \"quoted\"", -5, 0, 0, OptionalLong.empty(), 0, 0),
        new ConversationInfo(user + "'s", 1, 17, 3, OptionalLong.of(12), 9, 2));
  }

  @Override
  public SendReceipt send(String conversation, String sender, Outgoing message) {
    calls.add("send " + conversation + " " + sender + " " + new String(message.body(), UTF_8));
    if (!group(conversation).contains(sender)) {
      throw SeqsvrException.of(
          ErrorReason.NOT_A_MEMBER, sender + " is no member of " + conversation);
    }
    SendReceipt first = receipts.get(message.clientMsgId());
    if (first != null) {
      return new SendReceipt(
          first.seq(), first.prevSeq(), first.serverMsgId(), first.serverTimeMillis(), true);
    }
    int seq = receipts.size() + 1;
    SendReceipt receipt = new SendReceipt(seq, seq - 1, "id-" + seq, 1_790_000_000_000L, false);
    receipts.put(message.clientMsgId(), receipt);
    return receipt;
  }

  @Override
  public MessagePage pull(String user, String conversation, long after, long upTo, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ReadState markRead(String user, String conversation, long readSeq) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ReadState> unread(String user, List<String> conversations) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed++;
  }

  private Set<String> group(String conversation) {
    Set<String> group = members.get(conversation);
    if (group == null) {
      throw SeqsvrException.of(ErrorReason.CONVERSATION_NOT_FOUND, "no " + conversation);
    }
    return group;
  }
}
