package io.seqsvr.cli.demo.chat;

import io.seqsvr.message.client.ClientCounters;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendOutcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one device of a user, connected and disconnected again and again; its cursors stay.
 *
 * <p>{@link #come}, {@link #leave} and {@link #send} are called by one thread at a time; the rest
 * by any.
 */
final class Device {
  private static final ClientCounters NOTHING = new ClientCounters(0, 0, 0, 0, 0, 0);

  private final String user;
  private final ChatGateway gateway;
  private final Screen screen;
  private final CursorStore cursors = CursorStore.inMemory();
  private final Map<String, CompletableFuture<SendOutcome>> pending = new ConcurrentHashMap<>();
  private volatile @Nullable MessageClient client;
  private volatile ClientCounters earlier = NOTHING;

  Device(String user, ChatGateway gateway, Screen screen) {
    this.user = user;
    this.gateway = gateway;
    this.screen = screen;
  }

  String user() {
    return user;
  }

  /** Connects, if it is away. */
  void come() {
    if (client == null) {
      screen.present();
      client = gateway.open(user, cursors, screen);
    }
  }

  /** Waits until every send has an outcome, and disconnects, if it is connected. */
  void leave() {
    MessageClient leaving = client;
    if (leaving == null) {
      return;
    }
    CompletableFuture.allOf(pending.values().toArray(new CompletableFuture<?>[0])).join();
    close();
  }

  /** Disconnects at once, if it is connected; sends without an outcome end as unknown. */
  void close() {
    MessageClient closing = client;
    if (closing != null) {
      screen.away();
      closing.close();
      earlier = sum(earlier, closing.counters());
      client = null;
    }
  }

  /** Sends; connects first if it is away, as a person would. */
  CompletableFuture<SendOutcome> send(String conversation, Outgoing message) {
    come();
    MessageClient sending = client;
    if (sending == null) {
      throw new IllegalStateException("the device of " + user + " is away");
    }
    CompletableFuture<SendOutcome> outcome = sending.send(conversation, message).outcome();
    String id = message.clientMsgId();
    pending.put(id, outcome);
    return outcome.whenComplete((result, failure) -> pending.remove(id));
  }

  /** Everything up to this seq has been shown; 0 if nothing, or if it is away. */
  long shownTo(String conversation) {
    MessageClient watching = client;
    return watching == null ? 0 : watching.shownTo(conversation);
  }

  /** What its clients have seen, all together. */
  ClientCounters counters() {
    MessageClient present = client;
    return present == null ? earlier : sum(earlier, present.counters());
  }

  static ClientCounters sum(ClientCounters a, ClientCounters b) {
    return new ClientCounters(
        a.connections() + b.connections(),
        a.sendAttempts() + b.sendAttempts(),
        a.shown() + b.shown(),
        a.dropped() + b.dropped(),
        a.redeliveries() + b.redeliveries(),
        a.pulls() + b.pulls());
  }
}
