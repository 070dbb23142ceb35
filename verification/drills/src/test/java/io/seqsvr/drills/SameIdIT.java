package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendOutcome;
import io.seqsvr.message.client.SendReceipt;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.Receipt;
import io.seqsvr.message.v1.SendReply;
import io.seqsvr.message.v1.SendRequest;
import io.seqsvr.message.v1.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts a message that is stored twice because it was sent twice: by two clients at the same
 * instant, by one that never got the answer, and under an id that has another message already.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameIdIT {
  private static final int RACES = 1_000;

  /** Races at the same time. */
  private static final int AT_ONCE = 50;

  private static final int PAGE = 1_000;

  private StandaloneMessages server;
  private Conversations service;
  private HistoryWriter history;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    Path directory = temporary.toRealPath();
    server = StandaloneMessages.start(directory);
    service = server.conversations();
    history = HistoryWriter.create(directory.resolve("history.jsonl"));
  }

  @AfterAll
  void end() throws IOException {
    if (history != null) {
      history.close();
    }
    if (service != null) {
      service.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void oneIdFromTwoClientsAtTheSameInstantIsOneMessage() throws Exception {
    service.createGroup("race", List.of("u"));
    ManagedChannel left = server.channel();
    ManagedChannel right = server.channel();
    Map<String, Long> seqs = new HashMap<>();
    for (int i = 0; i < RACES; i += AT_ONCE) {
      List<Race> races = new ArrayList<>();
      for (int j = i; j < i + AT_ONCE; j++) {
        races.add(Race.run(left, right, "id-" + j));
      }
      for (Race race : races) {
        seqs.put(race.id(), race.requireOneMessage());
      }
    }

    List<Incoming> stored = everything("race", "u");
    assertThat(stored).extracting(Incoming::clientMsgId).doesNotHaveDuplicates().hasSize(RACES);
    assertThat(stored)
        .allSatisfy(
            message -> assertThat(seqs).containsEntry(message.clientMsgId(), message.seq()));
    requireClosedChain(stored);
  }

  @Test
  void oneIdFromTwoDevicesIsOneMessage() throws Exception {
    service.createGroup("devices", List.of("v"));
    try (MessageDevice phone = new MessageDevice(history, "v", "phone");
        MessageDevice laptop = new MessageDevice(history, "v", "laptop")) {
      phone.connect(server.address());
      laptop.connect(server.address());
      List<CompletableFuture<MessageDevice.Sent>> onPhone = new ArrayList<>();
      List<CompletableFuture<MessageDevice.Sent>> onLaptop = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Outgoing message = Outgoing.text("text " + i).withClientMsgId("id-" + i);
        onPhone.add(phone.send("devices", message));
        onLaptop.add(laptop.send("devices", message));
      }
      for (int i = 0; i < 100; i++) {
        SendReceipt one = accepted(onPhone.get(i).join());
        SendReceipt other = accepted(onLaptop.get(i).join());
        assertThat(one.seq()).isEqualTo(other.seq());
        assertThat(one.serverMsgId()).isEqualTo(other.serverMsgId());
        assertThat(List.of(one.duplicate(), other.duplicate())).containsOnlyOnce(false);
      }
      phone.awaitCaughtUp(service);
      laptop.awaitCaughtUp(service);
      assertThat(phone.shown("devices")).hasSize(100);
      assertThat(laptop.shown("devices"))
          .extracting(Incoming::seq)
          .isEqualTo(phone.shown("devices").stream().map(Incoming::seq).toList());
    }
    assertThat(everything("devices", "v")).hasSize(100);
  }

  @Test
  void aMessageWhoseAnswerGotLostIsFoundWhenItComesAgain() throws Exception {
    service.createGroup("lost", List.of("w"));
    LosingAnswers losing = new LosingAnswers();
    try (Conversations lossy =
        Conversations.builder(server.address()).interceptor(losing).build()) {
      for (int i = 0; i < 20; i++) {
        losing.next.set(true);
        SendReceipt receipt =
            lossy.send("lost", "w", Outgoing.text("call").withClientMsgId("c" + i));
        assertThat(receipt.duplicate()).isTrue();
        assertThat(losing.next).as("an answer was lost").isFalse();
      }
    }
    AtomicLong receipts = new AtomicLong();
    FrameTap tap = FrameTap.down(FrameTap.loseEvery(2, ServerFrame::hasReceipt, receipts));
    try (MessageDevice device = new MessageDevice(history, "w", "d")) {
      device.connect(server.address(), tap);
      for (int i = 0; i < 4; i++) {
        accepted(device.send("lost", Outgoing.text("frame").withClientMsgId("f" + i)).join());
      }
      assertThat(receipts).hasPositiveValue();
      device.awaitCaughtUp(service);
      assertThat(device.shown("lost")).hasSize(24);
    }
    List<Incoming> stored = everything("lost", "w");
    assertThat(stored).extracting(Incoming::clientMsgId).doesNotHaveDuplicates().hasSize(24);
    requireClosedChain(stored);
  }

  @Test
  void anotherMessageUnderAnIdInUseIsRefusedAndTheFirstOneStands() {
    service.createGroup("conflict", List.of("x", "y"));
    Outgoing first = Outgoing.text("the first").withClientMsgId("id");
    SendReceipt receipt = service.send("conflict", "x", first);
    for (Outgoing other :
        List.of(
            Outgoing.text("another").withClientMsgId("id"),
            new Outgoing("id", first.body(), first.kind(), true, false))) {
      assertThatExceptionOfType(SeqsvrException.class)
          .isThrownBy(() -> service.send("conflict", "x", other))
          .satisfies(
              refusal -> {
                assertThat(refusal.reason()).isEqualTo(ErrorReason.IDEMPOTENCY_CONFLICT);
                assertThat(refusal.metadata())
                    .containsEntry("first_seq", Long.toString(receipt.seq()));
              });
    }
    assertThat(service.send("conflict", "y", first).duplicate())
        .as("the same id of another sender is another message")
        .isFalse();
    assertThat(everything("conflict", "x"))
        .extracting(Incoming::sender, Incoming::text)
        .containsExactly(tuple("x", "the first"), tuple("y", "the first"));
    SendReceipt again = service.send("conflict", "x", first);
    assertThat(again.duplicate()).isTrue();
    assertThat(again.seq()).isEqualTo(receipt.seq());
  }

  /** The same request on two connections. */
  private record Race(
      String id, ListenableFuture<SendReply> left, ListenableFuture<SendReply> right) {
    static Race run(Channel left, Channel right, String id) {
      SendRequest request = MessageRequests.send("race", "u", id);
      return new Race(
          id,
          MessageServiceGrpc.newFutureStub(left).send(request),
          MessageServiceGrpc.newFutureStub(right).send(request));
    }

    long requireOneMessage() throws Exception {
      Receipt one = left.get().getReceipt();
      Receipt other = right.get().getReceipt();
      assertThat(one.toBuilder().clearDuplicate().build())
          .as(id)
          .isEqualTo(other.toBuilder().clearDuplicate().build());
      assertThat(List.of(one.getDuplicate(), other.getDuplicate())).as(id).containsOnlyOnce(false);
      return one.getSeq();
    }
  }

  private List<Incoming> everything(String conversation, String user) {
    return service.pull(user, conversation, 0, 0, PAGE).messages();
  }

  private static SendReceipt accepted(MessageDevice.Sent sent) {
    assertThat(sent.outcome()).isInstanceOf(SendOutcome.Accepted.class);
    return ((SendOutcome.Accepted) sent.outcome()).receipt();
  }

  /** Every message names the one before it, and is counted once. */
  private static void requireClosedChain(List<Incoming> messages) {
    long before = 0;
    long count = 0;
    for (Incoming message : messages) {
      assertThat(message.prevSeq()).isEqualTo(before);
      assertThat(message.countNo()).isEqualTo(++count);
      before = message.seq();
    }
  }

  /** Lets a call reach the service and loses its answer, once each time it is told. */
  private static final class LosingAnswers implements ClientInterceptor {
    final AtomicBoolean next = new AtomicBoolean();

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel channel) {
      return new SimpleForwardingClientCall<>(channel.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<A>(listener) {
                private boolean lost;

                @Override
                public void onMessage(A message) {
                  lost = next.getAndSet(false);
                  if (!lost) {
                    super.onMessage(message);
                  }
                }

                @Override
                public void onClose(Status status, Metadata trailers) {
                  super.onClose(
                      lost ? Status.UNAVAILABLE.withDescription("lost") : status, trailers);
                }
              },
              headers);
        }
      };
    }
  }
}
