package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.history.HistoryWriter;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.SendOutcome;
import io.seqsvr.message.client.SendReceipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some users with their devices, in groups and in conversations of two: the cast of a drill. The
 * first device of each user writes. Confined to one thread.
 */
final class MessageUsers implements AutoCloseable {
  private static final int REPEATS = 100;

  private final HistoryWriter history;
  private final Conversations service;
  private final Map<String, List<MessageDevice>> devices = new LinkedHashMap<>();
  private final Map<String, List<String>> members = new LinkedHashMap<>();

  private MessageUsers(HistoryWriter history, Conversations service) {
    this.history = history;
    this.service = service;
  }

  /** Five users on seven devices, in two groups and two conversations of two; nobody connected. */
  static MessageUsers create(HistoryWriter history, Conversations service) {
    MessageUsers users = new MessageUsers(history, service);
    users.user("ann", "phone", "laptop").user("bob", "phone").user("cid", "phone", "tablet");
    users.user("dan", "phone").user("eve", "phone");
    users.group("all", "ann", "bob", "cid", "dan", "eve").group("few", "ann", "bob", "cid");
    users.pair("ann", "dan").pair("eve", "bob");
    return users;
  }

  private MessageUsers user(String user, String... names) {
    devices.put(
        user, List.of(names).stream().map(name -> new MessageDevice(history, user, name)).toList());
    return this;
  }

  private MessageUsers group(String conversation, String... users) {
    assertThat(service.createGroup(conversation, List.of(users))).isTrue();
    members.put(conversation, List.of(users));
    return this;
  }

  private MessageUsers pair(String userA, String userB) {
    String conversation = service.createPair(userA, userB);
    assertThat(service.createPair(userB, userA)).isEqualTo(conversation);
    members.put(conversation, List.of(userA, userB));
    return this;
  }

  /** Connects every device to a node, in place of earlier connections. */
  void connect(String address) {
    all().forEach(device -> device.connect(address));
  }

  /** Every first device writes into all conversations of its user. */
  MessageWriters write(long seed) {
    MessageWriters writers = new MessageWriters();
    devices.forEach(
        (user, own) ->
            writers.start(
                own.get(0),
                members.entrySet().stream()
                    .filter(conversation -> conversation.getValue().contains(user))
                    .map(Map.Entry::getKey)
                    .toList(),
                seed));
    return writers;
  }

  List<MessageDevice> all() {
    return devices.values().stream().flatMap(List::stream).toList();
  }

  /** One device. */
  MessageDevice device(String user, String name) {
    return devices.getOrDefault(user, List.of()).stream()
        .filter(device -> device.device().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until every device has shown everything, and declares what was owed to whom. */
  void awaitCaughtUp() {
    awaitCaughtUp(service);
  }

  /** As {@link #awaitCaughtUp()}, as another node tells what there is. */
  void awaitCaughtUp(Conversations service) {
    all().forEach(device -> device.awaitCaughtUp(service));
    members.forEach((c, users) -> users.forEach(user -> history.writeMember(c, user, 0)));
    all().forEach(device -> history.writeDevice(device.user(), device.device()));
  }

  /**
   * Sends some of the accepted messages once more, under their ids: each is found.
   *
   * @return how many
   */
  int repeat(MessageWriters writers) {
    return repeat(service, writers);
  }

  /** As {@link #repeat(MessageWriters)}, to another node. */
  int repeat(Conversations service, MessageWriters writers) {
    List<MessageDevice.Sent> some =
        writers.sent().stream().filter(MessageDevice.Sent::isAccepted).limit(REPEATS).toList();
    for (MessageDevice.Sent sent : some) {
      SendReceipt first = ((SendOutcome.Accepted) sent.outcome()).receipt();
      SendReceipt again =
          service.send(sent.call().conversation(), sent.call().sender(), sent.message());
      assertThat(again)
          .isEqualTo(
              new SendReceipt(
                  first.seq(),
                  first.prevSeq(),
                  first.serverMsgId(),
                  first.serverTimeMillis(),
                  true));
    }
    return some.size();
  }

  @Override
  public void close() {
    all().forEach(MessageDevice::close);
  }
}
