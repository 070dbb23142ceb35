package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientInterceptor;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Outcome;
import io.seqsvr.history.SendCall;
import io.seqsvr.history.Shown;
import io.seqsvr.message.client.ClientCounters;
import io.seqsvr.message.client.ConversationInfo;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageClientBuilder;
import io.seqsvr.message.client.MessageListener;
import io.seqsvr.message.client.Outbox;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendHandle;
import io.seqsvr.message.client.SendOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One device of one user, through the SDK. Records what it shows and how its sends end. Its cursors
 * and its unfinished sends outlive its connections, as they would on a disk.
 *
 * <p>Thread-safe; {@code this} guards the client.
 */
final class MessageDevice implements AutoCloseable {
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(60);

  private final HistoryWriter history;
  private final String user;
  private final String device;
  private final CursorStore cursors = CursorStore.inMemory();
  private final Outbox outbox = Outbox.inMemory();
  private final Map<String, Queue<Incoming>> shown = new ConcurrentHashMap<>();
  private final Map<String, Queue<CompletableFuture<Sent>>> sends = new ConcurrentHashMap<>();
  private final Queue<String> stopped = new ConcurrentLinkedQueue<>();

  private @Nullable MessageClient client;
  private long connectionsBefore;

  /** A device that is not connected yet. */
  MessageDevice(HistoryWriter history, String user, String device) {
    this.history = history;
    this.user = user;
    this.device = device;
  }

  /**
   * A send that is over.
   *
   * @param message with the id that it was sent under
   */
  record Sent(SendCall call, Outgoing message, SendOutcome outcome) {
    /** Whether the client knows that it is stored. */
    boolean isAccepted() {
      return outcome instanceof SendOutcome.Accepted;
    }
  }

  /** Connects to a node, in place of an earlier connection; the client keeps it up from here on. */
  synchronized MessageDevice connect(String address, ClientInterceptor... interceptors) {
    disconnect();
    MessageClientBuilder builder =
        MessageClient.builder(address)
            .user(user)
            .device(device)
            .cursors(cursors)
            .outbox(outbox)
            .sendTimeout(SEND_TIMEOUT)
            .listener(
                new MessageListener() {
                  @Override
                  public void onMessage(Incoming message) {
                    show(message);
                  }

                  @Override
                  public void onReset(String conversation) {
                    stopped.add("reset of " + conversation);
                  }

                  @Override
                  public void onStopped(String reason) {
                    stopped.add(reason);
                  }
                });
    List.of(interceptors).forEach(builder::interceptor);
    client = builder.build();
    return this;
  }

  /** Goes away; what it has not sent yet stays in its outbox. */
  synchronized void disconnect() {
    if (client != null) {
      client.close();
      connectionsBefore += client.counters().connections();
      client = null;
    }
  }

  private void show(Incoming message) {
    history.write(
        new Shown(
            message.conversation(),
            user,
            device,
            message.seq(),
            message.prevSeq(),
            message.clientMsgId(),
            message.sender(),
            System.nanoTime()));
    shown.computeIfAbsent(message.conversation(), c -> new ConcurrentLinkedQueue<>()).add(message);
  }

  /** Sends; the calls of one thread are stored in their order. */
  CompletableFuture<Sent> send(String conversation, Outgoing message) {
    long start = System.nanoTime();
    SendHandle handle = connected().send(conversation, message);
    Outgoing named = message.withClientMsgId(handle.clientMsgId());
    CompletableFuture<Sent> sent =
        handle.outcome().thenApply(outcome -> record(conversation, named, start, outcome));
    sends.computeIfAbsent(conversation, c -> new ConcurrentLinkedQueue<>()).add(sent);
    return sent;
  }

  private Sent record(String conversation, Outgoing message, long start, SendOutcome outcome) {
    long end = System.nanoTime();
    String id = message.clientMsgId();
    SendCall call;
    if (outcome instanceof SendOutcome.Accepted yes) {
      call =
          new SendCall(
              conversation,
              user,
              id,
              start,
              end,
              Outcome.OK,
              yes.receipt().seq(),
              yes.receipt().prevSeq(),
              yes.receipt().duplicate());
    } else {
      Outcome known = outcome instanceof SendOutcome.Rejected ? Outcome.FAIL : Outcome.UNKNOWN;
      call = SendCall.withoutSeq(conversation, user, id, start, end, known);
    }
    history.write(call);
    return new Sent(call, message, outcome);
  }

  /** Waits until it has shown what there is in every conversation of its user. */
  void awaitCaughtUp(Conversations service) {
    Awaitility.await(this + " has caught up")
        .atMost(CATCH_UP_TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> behind(service).isEmpty());
    requireGoingOn();
  }

  private List<ConversationInfo> behind(Conversations service) {
    requireGoingOn();
    return service.list(user).stream()
        .filter(info -> connected().shownTo(info.conversation()) < info.headSeq())
        .toList();
  }

  /** Nobody has sent it away for good, and no log was replaced. */
  void requireGoingOn() {
    assertThat(stopped).as("%s was stopped or reset", this).isEmpty();
  }

  /** Messages of a conversation in the order in which they were shown. */
  List<Incoming> shown(String conversation) {
    return List.copyOf(shown.getOrDefault(conversation, new ConcurrentLinkedQueue<>()));
  }

  /** Sends to a conversation in the order of the calls. */
  List<CompletableFuture<Sent>> sends(String conversation) {
    return List.copyOf(sends.getOrDefault(conversation, new ConcurrentLinkedQueue<>()));
  }

  /** All sends. */
  List<CompletableFuture<Sent>> sends() {
    return sends.values().stream().flatMap(Collection::stream).toList();
  }

  /** Conversations that it has sent to. */
  Collection<String> sentTo() {
    return List.copyOf(sends.keySet());
  }

  /** Connections that were welcomed, those of earlier clients included. */
  synchronized long connections() {
    return connectionsBefore + (client == null ? 0 : client.counters().connections());
  }

  /** Of the client that is connected now. */
  ClientCounters counters() {
    return connected().counters();
  }

  boolean isConnected() {
    return connected().isConnected();
  }

  private synchronized MessageClient connected() {
    if (client == null) {
      throw new IllegalStateException(this + " is away");
    }
    return client;
  }

  String user() {
    return user;
  }

  String device() {
    return device;
  }

  @Override
  public String toString() {
    return user + "/" + device;
  }

  @Override
  public void close() {
    disconnect();
  }
}
