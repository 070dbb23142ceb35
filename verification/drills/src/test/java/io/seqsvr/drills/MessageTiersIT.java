package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Outcome;
import io.seqsvr.history.SendCall;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendReceipt;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The message tier in a real deployment, each tier a process of its own, on a real MySQL where
 * there is one: what still works without the alloc tier, a node that was paused while another one
 * took its lanes, and readers that follow sixteen writers. Hunts refusals that are no refusals, a
 * zombie that stores, and a message that appears behind a reader's back.
 *
 * <p>{@code -Dseqsvr.drills.poll.seconds=N}: how long readers follow, 5 by default.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageTiersIT {
  private static final long POLL_SECONDS = Long.getLong("seqsvr.drills.poll.seconds", 5);
  private static final int POLL_WRITERS = 16;

  /** Of a call that is to be answered or refused at once. */
  private static final long PROMPT_SECONDS = 5;

  /** Of a call that waits through a pause. */
  private static final long PATIENT_SECONDS = 60;

  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final List<ManagedChannel> channels = new ArrayList<>();
  private MessageDeployment deployment;
  private Conversations service;
  private Path directory = Path.of("");
  private Path recorded = Path.of("");
  private HistoryWriter history;

  @BeforeAll
  void startTiers(@TempDir Path temporary) throws Exception {
    directory = temporary.toRealPath();
    deployment = MessageDeployment.start(directory);
    service = deployment.conversations();
  }

  @AfterAll
  void endTiers() {
    channels.forEach(ManagedChannel::shutdownNow);
    if (deployment != null) {
      service.close();
      deployment.close();
    }
  }

  @BeforeEach
  void record(TestInfo test) throws IOException {
    recorded = directory.resolve(test.getTestMethod().orElseThrow().getName() + ".jsonl");
    history = HistoryWriter.create(recorded);
  }

  @AfterEach
  void endRecord() throws IOException {
    history.close();
  }

  @Test
  void withoutTheAllocTierSendsWaitAndTheRestGoesOn() throws Exception {
    service.createGroup("seqless", List.of("ida", "joe"));
    CallSender calls = new CallSender(history, service);
    try (MessageDevice ida = new MessageDevice(history, "ida", "d");
        MessageDevice joe = new MessageDevice(history, "joe", "d")) {
      ida.connect(deployment.address());
      joe.connect(deployment.address());
      SendReceipt first = calls.send("seqless", "ida", "before", 10);
      assertThat(ida.send("seqless", Outgoing.text("connected")).join().isAccepted()).isTrue();

      fault("alloc tier killed");
      deployment.alloc().kill();
      CompletableFuture<MessageDevice.Sent> waiting =
          ida.send("seqless", Outgoing.text("without a seq"));
      assertThat(refusal("seqless", "ida", "refused").isRetryable()).isTrue();
      joe.awaitCaughtUp(service);
      assertThat(service.pull("joe", "seqless", 0, 0, 10).messages()).hasSize(2);
      assertThat(
              service.send(
                  "seqless", "ida", Outgoing.text("x".repeat(10)).withClientMsgId("before")))
          .as("a repeat")
          .isEqualTo(
              new SendReceipt(
                  first.seq(),
                  first.prevSeq(),
                  first.serverMsgId(),
                  first.serverTimeMillis(),
                  true));
      assertThat(service.markRead("joe", "seqless", first.seq()).unread()).isEqualTo(1);
      assertThat(waiting).as("a send without a seq").isNotDone();

      deployment.restartAlloc().awaitReady();
      assertThat(waiting.get(PATIENT_SECONDS, TimeUnit.SECONDS).isAccepted())
          .as("it comes through by itself")
          .isTrue();
      caughtUp("seqless", ida, joe);
    }
    judge();
  }

  @Test
  void aPausedNodeNeverStoresAfterAnotherOneTookItsLanes() throws Exception {
    Deployment.MessageNode second = deployment.another();
    ServerProcess first = deployment.message();
    ServerProcess secondProcess = null;
    try (MessageUsers users = MessageUsers.create(history, service)) {
      users.connect(deployment.address());
      MessageWriters writers = users.write(1);
      writers.awaitAccepted(100);

      fault("node paused");
      first.signal("STOP");
      List<CompletableFuture<SendCall>> late = new ArrayList<>();
      try {
        for (int i = 0; i < 20; i++) {
          late.add(sendPatiently("few", "ann", "late-" + i));
        }
        secondProcess = deployment.start(second);
        secondProcess.awaitReady();
        users.connect(second.address());
        writers.awaitAccepted(100);
      } finally {
        first.signal("CONT");
      }
      fault("node goes on");
      assertThat(first.awaitExit(END_LIMIT)).as("the fenced node gives up").isEqualTo(1);
      assertThat(first.errLines().stream().filter(line -> line.startsWith("error: ")))
          .as("and says why")
          .hasSize(1);
      for (CompletableFuture<SendCall> call : late) {
        SendCall ended = call.get(PATIENT_SECONDS, TimeUnit.SECONDS);
        history.write(ended);
        assertThat(ended.outcome()).as("of the fenced node").isNotEqualTo(Outcome.OK);
      }
      writers.awaitAccepted(50);
      writers.stop();

      try (Conversations there =
          Conversations.builder(second.address()).timeout(END_LIMIT).build()) {
        users.awaitCaughtUp(there);
        writers.requireOrderOfCalls();
        assertThat(users.repeat(there, writers)).isPositive();
      }
    } finally {
      first.destroy();
      if (secondProcess != null) {
        secondProcess.terminate();
        secondProcess.awaitExit(END_LIMIT);
      }
      deployment.restartMessage().awaitReady();
    }
    judge();
  }

  @Test
  void readersThatFollowTheHeadMissNothing() throws Exception {
    service.createGroup("busy", List.of("reader", "writer"));
    try (Poller bySeq = Poller.start(service, page -> lastSeq(page.messages(), page.coveredTo()));
        Poller byCover = Poller.start(service, page -> page.coveredTo())) {
      List<Long> accepted = sendFromManyThreads("busy");
      long head = accepted.stream().mapToLong(seq -> seq).max().orElseThrow();

      assertThat(accepted).doesNotHaveDuplicates().hasSizeGreaterThan(100);
      for (Poller poller : List.of(bySeq, byCover)) {
        List<Long> seen = poller.awaitSeen(head);
        assertThat(seen).as("seen by a reader that goes on from %s", poller).isSorted();
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(poller.pages()).as("it followed").isGreaterThan(10);
      }
      System.out.printf(
          "drills: %d messages of %d writers, none missed%n", accepted.size(), POLL_WRITERS);
    }
  }

  private List<Long> sendFromManyThreads(String conversation) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(POLL_SECONDS);
    List<CompletableFuture<List<Long>>> writers = new ArrayList<>();
    for (int i = 0; i < POLL_WRITERS; i++) {
      String name = "w" + i + "-";
      CompletableFuture<List<Long>> seqs = new CompletableFuture<>();
      writers.add(seqs);
      Thread thread =
          new Thread(
              () -> {
                try {
                  List<Long> mine = new ArrayList<>();
                  while (System.nanoTime() - end < 0) {
                    Outgoing message = Outgoing.text("x").withClientMsgId(name + mine.size());
                    mine.add(service.send(conversation, "writer", message).seq());
                  }
                  seqs.complete(mine);
                } catch (RuntimeException e) {
                  seqs.completeExceptionally(e);
                }
              },
              "writer-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    return writers.stream().flatMap(seqs -> seqs.join().stream()).toList();
  }

  private static long lastSeq(List<Incoming> messages, long otherwise) {
    return messages.isEmpty() ? otherwise : messages.get(messages.size() - 1).seq();
  }

  /** Sends once, which is to be refused. */
  private ErrorReason refusal(String conversation, String sender, String clientMsgId) {
    try {
      Receipt stored =
          MessageServiceGrpc.newBlockingStub(channel())
              .withDeadlineAfter(PROMPT_SECONDS, TimeUnit.SECONDS)
              .send(MessageRequests.send(conversation, sender, clientMsgId))
              .getReceipt();
      throw new AssertionError("not refused: " + stored);
    } catch (StatusRuntimeException e) {
      return StatusMapping.fromThrowable(e)
          .map(StatusMapping.RemoteRefusal::refusal)
          .map(SeqsvrException::reason)
          .orElseThrow(() -> new AssertionError("not typed: " + e, e));
    }
  }

  /** Sends once, to whoever has the first node's port, and waits long. */
  private CompletableFuture<SendCall> sendPatiently(
      String conversation, String sender, String clientMsgId) {
    ManagedChannel channel = channel();
    return CompletableFuture.supplyAsync(
        () -> {
          long start = System.nanoTime();
          Outcome outcome;
          try {
            Receipt stored =
                MessageServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENT_SECONDS, TimeUnit.SECONDS)
                    .send(MessageRequests.send(conversation, sender, clientMsgId))
                    .getReceipt();
            return new SendCall(
                conversation,
                sender,
                clientMsgId,
                start,
                System.nanoTime(),
                Outcome.OK,
                stored.getSeq(),
                stored.getPrevSeq(),
                stored.getDuplicate());
          } catch (StatusRuntimeException e) {
            outcome = StatusMapping.fromThrowable(e).isPresent() ? Outcome.FAIL : Outcome.UNKNOWN;
          }
          return SendCall.withoutSeq(
              conversation, sender, clientMsgId, start, System.nanoTime(), outcome);
        },
        task -> {
          Thread thread = new Thread(task, "patient-" + clientMsgId);
          thread.setDaemon(true);
          thread.start();
        });
  }

  private ManagedChannel channel() {
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(deployment.address()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  private void caughtUp(String conversation, MessageDevice... devices) {
    for (MessageDevice device : devices) {
      device.awaitCaughtUp(service);
      history.writeMember(conversation, device.user(), 0);
      history.writeDevice(device.user(), device.device());
    }
  }

  private void fault(String what) {
    history.writeFault(Map.of("what", what, "t_ns", System.nanoTime()));
  }

  private void judge() throws IOException, InterruptedException {
    history.close();
    Judges.requireHeld(recorded);
  }
}
