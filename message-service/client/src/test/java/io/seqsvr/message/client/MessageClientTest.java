package io.seqsvr.message.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.grpc.FakeMessageServer;
import io.seqsvr.message.v1.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole client with its threads over real gRPC. */
class MessageClientTest {
  private final FakeMessageServer server = new FakeMessageServer();
  private final List<MessageClient> clients = new ArrayList<>();
  private final Map<String, List<Incoming>> shown = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    clients.forEach(MessageClient::close);
    server.close();
    assertThat(server.service.offences).isEmpty();
  }

  private List<Incoming> shownTo(String user) {
    return shown.computeIfAbsent(user, key -> new CopyOnWriteArrayList<>());
  }

  private MessageClient client(String user, MessageListener listener) {
    MessageClient client =
        MessageClient.builder(server.address()).user(user).listener(listener).build();
    clients.add(client);
    return client;
  }

  private MessageClient client(String user) {
    return client(user, message -> shownTo(user).add(message));
  }

  private void create(String conversation) {
    server.service.create(conversation, List.of("ann", "bob"));
  }

  @Test
  void whatOneSendsIsShownToBoth() throws InterruptedException {
    create("team");
    MessageClient ann = client("ann");
    MessageClient bob = client("bob");

    SendHandle handle = ann.send("team", "hello");
    SendOutcome outcome = handle.outcome().join();

    assertThat(outcome)
        .isEqualTo(new SendOutcome.Accepted(new SendReceipt(1, 0, "s-team-1", 0, false)));
    assertThat(handle.clientMsgId()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
    Await.until("both see it", () -> bob.shownTo("team") == 1 && ann.shownTo("team") == 1);
    assertThat(shownTo("bob")).hasSize(1);
    Incoming message = shownTo("bob").get(0);
    assertThat(message.text()).isEqualTo("hello");
    assertThat(message.sender()).isEqualTo("ann");
    assertThat(message.clientMsgId()).isEqualTo(handle.clientMsgId());
    assertThat(message.counted()).isTrue();
    assertThat(bob.isConnected()).isTrue();
    assertThat(bob.counters())
        .isEqualTo(new ClientCounters(1, 0, 1, bob.counters().dropped(), 0, 0));
    assertThat(bob.markRead("team", 1).join()).isEqualTo(new ReadState("team", 1, 0));
  }

  /**
   * A frame for a cancelled call is an IllegalStateException of gRPC; no send may get lost in it.
   */
  @Test
  void everySendEndsThoughItsConnectionIsCancelledUnderIt() {
    create("team");
    AtomicInteger frames = new AtomicInteger();
    ClientInterceptor cutter =
        new ClientInterceptor() {
          @Override
          public <Q, R> ClientCall<Q, R> interceptCall(
              MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
              @Override
              public void sendMessage(Q frame) {
                if (frames.incrementAndGet() % 7 == 0) {
                  delegate().cancel("cut", null);
                }
                super.sendMessage(frame);
              }
            };
          }
        };
    MessageClient ann =
        MessageClient.builder(server.address())
            .user("ann")
            .listener(message -> {})
            .interceptor(cutter)
            .build();
    clients.add(ann);
    List<SendHandle> handles = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      handles.add(ann.send("team", "m" + i));
    }
    assertThat(handles)
        .allSatisfy(
            handle ->
                assertThat(handle.outcome())
                    .succeedsWithin(Duration.ofSeconds(60))
                    .isInstanceOf(SendOutcome.Accepted.class));
  }

  /** Numbers are drawn and sent under one lock of the test, so the calls have one order. */
  @Test
  void theOrderOfTheCallsIsTheOrderOfTheLog() throws Exception {
    create("team");
    MessageClient ann = client("ann");
    AtomicInteger next = new AtomicInteger();
    Object lock = new Object();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  synchronized (lock) {
                    var unused = ann.send("team", "m" + next.getAndIncrement());
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Await.until("all are shown", () -> shownTo("ann").size() == 400);

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      expected.add("m" + i);
    }
    assertThat(shownTo("ann")).extracting(Incoming::text).isEqualTo(expected);
  }

  @Test
  void aListenerThatIsStuckInOneConversationDoesNotStopAnother() throws InterruptedException {
    create("stuck");
    create("free");
    CountDownLatch release = new CountDownLatch(1);
    List<String> seen = new CopyOnWriteArrayList<>();
    MessageClient bob =
        client(
            "bob",
            message -> {
              if (message.conversation().equals("stuck")) {
                awaitUninterruptibly(release);
              }
              seen.add(message.conversation());
            });
    MessageClient ann = client("ann");
    ann.send("stuck", "a").outcome().join();
    ann.send("free", "b").outcome().join();
    Await.until("the free one is shown", () -> seen.contains("free"));
    assertThat(bob.shownTo("stuck")).isZero();
    release.countDown();
    Await.until("the other one too", () -> bob.shownTo("stuck") == 1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aListenerMayWaitForASend() throws InterruptedException {
    create("team");
    create("echo");
    CopyOnWriteArrayList<SendOutcome> ends = new CopyOnWriteArrayList<>();
    ConcurrentLinkedQueue<MessageClient> self = new ConcurrentLinkedQueue<>();
    MessageClient bob =
        client(
            "bob",
            message -> {
              if (message.conversation().equals("team")) {
                ends.add(self.element().send("echo", message.text()).outcome().join());
              }
            });
    self.add(bob);
    MessageClient ann = client("ann");
    ann.send("team", "hello").outcome().join();
    Await.until("the echo is stored", () -> !ends.isEmpty());
    assertThat(ends.get(0)).isInstanceOf(SendOutcome.Accepted.class);
  }

  @Test
  void lossyFramesAreMadeUpFor() throws InterruptedException {
    create("team");
    AtomicInteger frames = new AtomicInteger();
    server.lost = frame -> isData(frame) && frames.incrementAndGet() % 3 == 0;
    MessageClient ann = client("ann");
    MessageClient bob = client("bob");
    for (int i = 0; i < 20; i++) {
      server.service.sendMany("team", "robot", 5, 1);
    }
    ann.send("team", "last").outcome().join();
    Await.until("bob has all", () -> bob.shownTo("team") == 201);

    assertThat(shownTo("bob")).hasSize(101);
    assertThat(shownTo("bob")).extracting(Incoming::seq).isSorted().doesNotHaveDuplicates();
  }

  private static boolean isData(ServerFrame frame) {
    return frame.hasPush() || frame.hasPage() || frame.hasReceipt();
  }

  @Test
  void aClientThatIsReplacedStops() throws InterruptedException {
    create("team");
    List<String> stops = new CopyOnWriteArrayList<>();
    MessageClient first = client("ann", new Recorder(stops));
    Await.until("it is there", first::isConnected);
    MessageClient second = client("ann");
    Await.until("it is told", () -> !stops.isEmpty());

    assertThat(stops.get(0)).contains("REPLACED");
    assertThat(first.send("team", "late").outcome().join()).isInstanceOf(SendOutcome.Unknown.class);
    assertThatThrownBy(() -> first.markRead("team", 1).join())
        .hasCauseInstanceOf(SeqsvrException.class);
    assertThat(second.send("team", "mine").outcome().join())
        .isInstanceOf(SendOutcome.Accepted.class);
    assertThat(server.streams).hasValue(2);
  }

  @Test
  void aStatusThatWillNotChangeStops() throws InterruptedException {
    for (Status status :
        List.of(Status.UNAUTHENTICATED, Status.PERMISSION_DENIED, Status.INVALID_ARGUMENT)) {
      server.refusal = status.withDescription("not you");
      List<String> stops = new CopyOnWriteArrayList<>();
      MessageClient refused = client("ann", new Recorder(stops));
      Await.until("it is told of " + status, () -> !stops.isEmpty());
      assertThat(stops.get(0)).contains(status.getCode().name()).contains("not you");
      assertThat(refused.isConnected()).isFalse();
    }
  }

  @Test
  void aStatusThatMayChangeIsWaitedOut() throws InterruptedException {
    server.refusal = Status.UNAVAILABLE;
    AtomicInteger attempts = new AtomicInteger();
    MessageClient ann =
        MessageClient.builder(server.address())
            .user("ann")
            .listener(message -> {})
            .interceptor(new Counter(attempts))
            .build();
    clients.add(ann);
    Await.until("it has tried again", () -> attempts.get() >= 2);
    server.refusal = null;
    Await.until("it is connected", ann::isConnected);
  }

  private record Counter(AtomicInteger calls) implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      calls.incrementAndGet();
      return next.newCall(method, options);
    }
  }

  @Test
  void closingEndsWhatIsUnderWayAndTheThreads() throws InterruptedException {
    create("team");
    server.lost = frame -> frame.hasReceipt();
    MessageClient ann = client("ann");
    SendHandle handle = ann.send("team", "hello");
    Await.until("it is stored", () -> !shownTo("ann").isEmpty());
    ann.close();
    ann.close();

    assertThat(handle.outcome())
        .isCompletedWithValueMatching(SendOutcome.Unknown.class::isInstance);
    assertThat(ann.send("team", "late").outcome())
        .succeedsWithin(Duration.ofSeconds(5))
        .isInstanceOf(SendOutcome.Unknown.class);
    assertThat(ann.markRead("team", 1)).failsWithin(Duration.ofSeconds(5));
    assertThat(ann.isConnected()).isFalse();
    Await.until("the server knows", () -> server.service.sessionCount() == 0);
  }

  @Test
  void aCallerCannotEndASendHimself() {
    create("team");
    MessageClient ann = client("ann");
    SendHandle handle = ann.send("team", "hello");
    handle.outcome().cancel(true);
    assertThat(ann.send("team", "next").outcome().join()).isInstanceOf(SendOutcome.Accepted.class);
    assertThat(shownTo("ann").size()).isLessThanOrEqualTo(2);
  }

  @Test
  void badInputIsRefusedBeforeAnythingIsSent() {
    create("team");
    MessageClient ann = client("ann");
    assertInvalid("conversation", () -> ann.send("", "x"));
    assertInvalid("conversation", () -> ann.send("€".repeat(86), "x"));
    assertInvalid("conversation", () -> ann.send("half a pair: \ud800", "x"));
    assertInvalid("conversation", () -> ann.markRead("", 1).join());
    assertInvalid("read_seq", () -> ann.markRead("team", -1).join());
    assertInvalid(
        "client_msg_id",
        () -> ann.send("team", Outgoing.text("x").withClientMsgId("i".repeat(65))));
    assertInvalid("body", () -> ann.send("team", "x".repeat((64 << 10) + 1)));
    assertThat(ann.send("team", "x".repeat(64 << 10)).outcome().join())
        .isInstanceOf(SendOutcome.Accepted.class);
    assertThat(ann.counters().sendAttempts()).isEqualTo(1);
  }

  private static void assertInvalid(String field, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
              assertThat(refusal.metadata()).containsEntry("field", field);
            });
  }

  private record Recorder(List<String> stops) implements MessageListener {
    @Override
    public void onMessage(Incoming message) {}

    @Override
    public void onStopped(String reason) {
      stops.add(reason);
    }
  }
}
