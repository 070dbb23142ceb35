package io.seqsvr.message.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.database.TestDatabase;
import io.seqsvr.database.TestMariaDb;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Content;
import io.seqsvr.message.v1.CreateConversationRequest;
import io.seqsvr.message.v1.Group;
import io.seqsvr.message.v1.Hello;
import io.seqsvr.message.v1.MarkReadRequest;
import io.seqsvr.message.v1.Message;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import io.seqsvr.message.v1.Page;
import io.seqsvr.message.v1.PullRequest;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.SendRequest;
import io.seqsvr.message.v1.ServerFrame;
import io.seqsvr.message.v1.UnreadRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole service on a real database, from its start to its end: hunts one that starts where it
 * must not, goes on when its lanes are gone, or does not end.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageServerTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private TestDatabase database;
  private FakeAllocator allocator;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    database = TestMariaDb.start(directory);
    allocator = new FakeAllocator("a".repeat(32));
  }

  @AfterAll
  void stop() {
    if (allocator != null) {
      allocator.close();
    }
    if (database != null) {
      database.close();
    }
  }

  private Map<String, String> properties(String name) {
    return new HashMap<>(
        Map.of(
            "seqsvr.message.allocs", allocator.address(),
            "seqsvr.message.database.url", database.jdbcUrl(name),
            "seqsvr.message.database.username", database.user(),
            "seqsvr.message.database.password", database.password(),
            "seqsvr.message.lanes.count", "4",
            "seqsvr.message.grpc.port", "0"));
  }

  private static MessageServiceBlockingStub stub(ManagedChannel channel) {
    return MessageServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private static ManagedChannel channel(MessageServer server) {
    return ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @Test
  void aConversationFromItsCreationToItsUnreadCount() {
    try (MessageServer server = MessageServer.start(properties("whole"), registry)) {
      ManagedChannel channel = channel(server);
      try {
        create(channel, "g", "ann", "bob");
        Receipt first = send(channel, "g", "ann", "m1");
        Receipt second = send(channel, "g", "bob", "m2");
        Receipt again = send(channel, "g", "ann", "m1");
        assertThat(second.getPrevSeq()).isEqualTo(first.getSeq());
        assertThat(again).isEqualTo(first.toBuilder().setDuplicate(true).build());

        Page page =
            stub(channel)
                .pull(PullRequest.newBuilder().setUser("bob").setConversation("g").build())
                .getPage();
        assertThat(page.getMessagesList().stream().map(Message::getSeq))
            .containsExactly(first.getSeq(), second.getSeq());
        assertThat(page.getCoveredTo()).isEqualTo(second.getSeq());
        assertThat(unread(channel, "bob", "g")).isEqualTo(1);
        stub(channel)
            .markRead(
                MarkReadRequest.newBuilder()
                    .setUser("bob")
                    .setConversation("g")
                    .setReadSeq(first.getSeq())
                    .build());
        assertThat(unread(channel, "bob", "g")).isZero();
        assertThat(health(channel)).isEqualTo(ServingStatus.SERVING);
        assertThat(registry.counter("seqsvr.message.sends", "outcome", "new").count()).isEqualTo(2);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void devicesAreSentAwayAtTheEndWhichDoesNotWaitForThem() throws Exception {
    MessageServer server = MessageServer.start(properties("devices"));
    ManagedChannel channel = channel(server);
    Frames frames = new Frames();
    try {
      create(channel, "g", "ann", "bob");
      StreamObserver<ClientFrame> device = MessageServiceGrpc.newStub(channel).connect(frames);
      device.onNext(
          ClientFrame.newBuilder()
              .setHello(Hello.newBuilder().setUser("bob").setDevice("d"))
              .build());
      assertThat(frames.next().hasWelcome()).isTrue();
      send(channel, "g", "ann", "m1");
      assertThat(frames.next().getPush().getMessages(0).getSeq()).isPositive();
    } finally {
      long start = System.nanoTime();
      server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      channel.shutdownNow();
    }
    assertThat(frames.next().hasGoaway()).isTrue();
  }

  /** Another process takes the lanes: the first one must not answer as if it had them. */
  @Test
  void theOneWhoseLanesAreTakenFailsAndSaysSo() throws Exception {
    Map<String, String> properties = properties("twice");
    try (MessageServer first = MessageServer.start(properties)) {
      ManagedChannel firstChannel = channel(first);
      create(firstChannel, "g", "ann");
      assertThat(first.failure()).isNotDone();
      try (MessageServer second = MessageServer.start(properties)) {
        ManagedChannel secondChannel = channel(second);
        StatusRuntimeException refused =
            catchThrowableOfType(
                StatusRuntimeException.class, () -> send(firstChannel, "g", "ann", "m1"));
        assertThat(StatusMapping.fromThrowable(refused).orElseThrow().refusal().reason())
            .isEqualTo(ErrorReason.NOT_OWNER);
        assertThatThrownBy(() -> first.failure().get(20, TimeUnit.SECONDS)).isNotNull();
        await().until(() -> health(firstChannel) == ServingStatus.NOT_SERVING);
        assertThat(send(secondChannel, "g", "ann", "m1").getDuplicate()).isFalse();
        assertThat(second.failure()).isNotDone();
        secondChannel.shutdownNow();
      }
      firstChannel.shutdownNow();
    }
  }

  /** A second start on the same port, or with a broken certificate, fails alone. */
  @Test
  void aStartThatCannotServeTakesNoLanes() throws Exception {
    Map<String, String> properties = properties("taken");
    try (MessageServer first = MessageServer.start(properties)) {
      ManagedChannel channel = channel(first);
      create(channel, "g", "ann");
      properties.put("seqsvr.message.grpc.port", Integer.toString(first.port()));
      assertThatThrownBy(() -> MessageServer.start(properties).close())
          .isInstanceOf(MessageStartException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + first.port());
      properties.put("seqsvr.message.grpc.port", "0");
      properties.put("spring.grpc.server.ssl.bundle", "node");
      properties.put("spring.ssl.bundle.pem.node.keystore.certificate", "file:/none/such.pem");
      properties.put("spring.ssl.bundle.pem.node.keystore.private-key", "file:/none/such.key");
      assertThatThrownBy(() -> MessageServer.start(properties).close())
          .isInstanceOf(MessageStartException.class)
          .hasMessageContaining("cannot use the TLS bundle node");
      assertThat(send(channel, "g", "ann", "m1").getDuplicate()).isFalse();
      assertThat(first.failure()).isNotDone();
      channel.shutdownNow();
    }
  }

  @Test
  void anotherClusterOrLaneCountIsRefused() throws Exception {
    Map<String, String> properties = properties("claimed");
    MessageServer.start(properties).close();
    MessageServer.start(properties).close();

    properties.put("seqsvr.message.lanes.count", "8");
    SeqsvrException lanes = refusal(properties);
    assertThat(lanes.metadata()).containsEntry("expected", "8").containsEntry("actual", "4");

    try (FakeAllocator other = new FakeAllocator("d".repeat(32))) {
      Map<String, String> elsewhere = properties("claimed");
      elsewhere.put("seqsvr.message.allocs", other.address());
      assertThat(refusal(elsewhere).metadata())
          .containsEntry("expected", "d".repeat(32))
          .containsEntry("actual", "a".repeat(32));
    }
  }

  private static SeqsvrException refusal(Map<String, String> properties) {
    SeqsvrException refusal =
        catchThrowableOfType(SeqsvrException.class, () -> MessageServer.start(properties).close());
    assertThat(refusal.reason()).isEqualTo(ErrorReason.CLUSTER_MISMATCH);
    return refusal;
  }

  @Test
  void whatIsMissingAtTheStartIsSaidInOneLine() throws Exception {
    Map<String, String> silent = properties("silent");
    silent.put("seqsvr.message.start-timeout", "1s");
    FakeAllocator gone = new FakeAllocator("e".repeat(32));
    String address = gone.address();
    gone.close();
    silent.put("seqsvr.message.allocs", address);
    assertThatThrownBy(() -> MessageServer.start(silent).close())
        .isInstanceOf(MessageStartException.class)
        .hasMessageContaining("the sequence service at " + address + " did not answer")
        .hasMessageContaining("seqsvr.message.start-timeout=1s");

    Map<String, String> wrong = properties("wrong");
    wrong.put("seqsvr.message.database.password", "no");
    assertThatThrownBy(() -> MessageServer.start(wrong).close())
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageContaining("cannot use the database");

    Map<String, String> open = properties("open");
    open.put("seqsvr.message.allocs", "192.0.2.1:7201");
    assertThatThrownBy(() -> MessageServer.start(open).close())
        .isInstanceOf(MessageStartException.class)
        .hasMessageContaining("seqsvr.message.allow-plaintext=true");

    for (String key : List.of("seqsvr.message.grpc.address", "spring.grpc.server.address")) {
      Map<String, String> anywhere = properties("anywhere");
      anywhere.put(key, "0.0.0.0");
      assertThatThrownBy(() -> MessageServer.start(anywhere).close())
          .isInstanceOf(MessageStartException.class)
          .hasMessageContaining("seqsvr.message.grpc.address is not loopback and TLS is off");
    }
  }

  private static void create(ManagedChannel channel, String conversation, String... members) {
    assertThat(
            stub(channel)
                .createConversation(
                    CreateConversationRequest.newBuilder()
                        .setGroup(
                            Group.newBuilder()
                                .setConversation(conversation)
                                .addAllMembers(List.of(members)))
                        .build())
                .getCreated())
        .isTrue();
  }

  private static Receipt send(
      ManagedChannel channel, String conversation, String sender, String clientMsgId) {
    return stub(channel)
        .send(
            SendRequest.newBuilder()
                .setConversation(conversation)
                .setSender(sender)
                .setContent(Content.newBuilder().setClientMsgId(clientMsgId))
                .build())
        .getReceipt();
  }

  private static long unread(ManagedChannel channel, String user, String conversation) {
    return stub(channel)
        .unread(UnreadRequest.newBuilder().setUser(user).addConversations(conversation).build())
        .getStates(0)
        .getUnread();
  }

  private static ServingStatus health(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private static final class Frames implements StreamObserver<ServerFrame> {
    private final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();

    ServerFrame next() throws InterruptedException {
      @Nullable ServerFrame frame = frames.poll(20, TimeUnit.SECONDS);
      assertThat(frame).isNotNull();
      return frame;
    }

    @Override
    public void onNext(ServerFrame frame) {
      frames.add(frame);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
