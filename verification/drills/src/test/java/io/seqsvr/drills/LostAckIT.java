package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.history.HistoryWriter;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessagePage;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ServerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hunts a message that is shown twice or never because a frame got lost on its way: every third
 * acknowledgement in both directions, the very last push of a conversation, and everything after
 * any one frame of a sync.
 *
 * <p>{@code -Dseqsvr.drills.lost-ack.seconds=N}: how long acknowledgements get lost, 20 by default.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LostAckIT {
  private static final long SECONDS = Long.getLong("seqsvr.drills.lost-ack.seconds", 20);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Several, so that a sync takes many frames: messages of one conversation come together. */
  private static final List<String> SYNC_CONVERSATIONS =
      IntStream.range(0, 20).mapToObj(i -> "sync-" + i).toList();

  private static final int SYNC_MESSAGES = 200;
  private static final int BODY_BYTES = 2_000;

  /** Cut at the same time, so that many cuts take little time. */
  private static final int CUTS_AT_ONCE = 16;

  private final AtomicInteger sent = new AtomicInteger();
  private StandaloneMessages server;
  private Conversations service;
  private Path directory = Path.of("");
  private Path recorded = Path.of("");
  private HistoryWriter history;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath();
    server = StandaloneMessages.start(directory);
    service = server.conversations();
  }

  @AfterAll
  void end() {
    if (server != null) {
      service.close();
      server.close();
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
  void everyThirdAcknowledgementIsLost() throws Exception {
    List<String> users = List.of("u1", "u2", "u3");
    service.createGroup("lossy", users);
    AtomicLong acks = new AtomicLong();
    AtomicLong receipts = new AtomicLong();
    List<MessageDevice> devices = new ArrayList<>();
    try (MessageWriters writers = new MessageWriters()) {
      for (String user : users) {
        Function<ClientFrame, FrameTap.Fate> up = FrameTap.loseEvery(3, ClientFrame::hasAck, acks);
        Function<ServerFrame, FrameTap.Fate> down =
            FrameTap.loseEvery(3, ServerFrame::hasReceipt, receipts);
        MessageDevice device = new MessageDevice(history, user, "d");
        devices.add(device.connect(server.address(), new FrameTap(up, down)));
        writers.start(device, List.of("lossy"), 1);
      }
      long from = System.nanoTime();
      Awaitility.await()
          .atMost(Duration.ofSeconds(SECONDS + 60))
          .until(() -> System.nanoTime() - from > Duration.ofSeconds(SECONDS).toNanos());
      writers.stop();
      caughtUp("lossy", users, devices);

      assertThat(writers.sent()).isNotEmpty().allMatch(MessageDevice.Sent::isAccepted);
      assertThat(acks).hasPositiveValue();
      assertThat(receipts).hasPositiveValue();
      assertThat(devices)
          .as("sends that had to be repeated")
          .anyMatch(device -> device.counters().sendAttempts() > device.sends().size());
      List<String> ids = ids(writers);
      for (MessageDevice device : devices) {
        assertThat(device.shown("lossy"))
            .as("what %s showed", device)
            .extracting(Incoming::clientMsgId)
            .doesNotHaveDuplicates()
            .containsExactlyInAnyOrderElementsOf(ids);
      }
      writers.requireOrderOfCalls();
    } finally {
      devices.forEach(MessageDevice::close);
    }
    judge();
  }

  @Test
  void aLostLastPushIsFoundByTheNextHeartbeat() throws Exception {
    service.createGroup("tail", List.of("early", "late"));
    AtomicBoolean lose = new AtomicBoolean();
    AtomicInteger lost = new AtomicInteger();
    FrameTap tap =
        FrameTap.down(
            frame -> {
              if (frame.hasPush() && lose.getAndSet(false)) {
                lost.incrementAndGet();
                return FrameTap.Fate.LOSE;
              }
              return FrameTap.Fate.PASS;
            });
    try (MessageDevice reader = new MessageDevice(history, "late", "d")) {
      reader.connect(server.address(), tap);
      send("tail", "early", 3);
      reader.awaitCaughtUp(service);
      for (int round = 1; round <= 3; round++) {
        lose.set(true);
        int before = reader.shown("tail").size();
        send("tail", "early", 1);
        Awaitility.await("the lost push")
            .atMost(StandaloneMessages.RETRY.multipliedBy(3).dividedBy(4))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> reader.shown("tail").size() == before + 1);
        assertThat(lost).hasValue(round);
      }
      assertThat(reader.counters().pulls()).as("asked for by the device").isGreaterThanOrEqualTo(3);
      assertThat(reader.counters().redeliveries()).as("sent again by the service").isZero();
      caughtUp("tail", List.of("late"), List.of(reader));
    }
    judge();
  }

  @Test
  void aConnectionCutAtAnyFrameOfASyncEndsInTheSameState() throws Exception {
    Map<String, List<Long>> whole = new LinkedHashMap<>();
    for (String conversation : SYNC_CONVERSATIONS) {
      service.createGroup(conversation, List.of("writer", "reader"));
      send(conversation, "writer", SYNC_MESSAGES / SYNC_CONVERSATIONS.size());
      whole.put(conversation, seqs("reader", conversation));
    }
    assertThat(whole.values().stream().mapToInt(List::size).sum()).isEqualTo(SYNC_MESSAGES);

    AtomicInteger frames = new AtomicInteger();
    FrameTap counting =
        FrameTap.down(
            frame -> {
              frames.incrementAndGet();
              return FrameTap.Fate.PASS;
            });
    try (MessageDevice reader = new MessageDevice(history, "reader", "whole")) {
      reader.connect(server.address(), counting).awaitCaughtUp(service);
    }
    int toCut = frames.get();
    assertThat(toCut).as("frames of a sync").isGreaterThan(1);
    System.out.printf(
        "drills: a sync of %d messages cut at each of %d frames%n", SYNC_MESSAGES, toCut);
    List<MessageDevice> all = new ArrayList<>();
    for (int from = 1; from <= toCut; from += CUTS_AT_ONCE) {
      all.addAll(
          cutAt(IntStream.range(from, Math.min(from + CUTS_AT_ONCE, toCut + 1)).boxed().toList()));
    }
    for (MessageDevice device : all) {
      whole.forEach(
          (conversation, seqs) ->
              assertThat(device.shown(conversation))
                  .as("%s, %s", device, conversation)
                  .extracting(Incoming::seq)
                  .isEqualTo(seqs));
      history.writeDevice("reader", device.device());
    }
    SYNC_CONVERSATIONS.forEach(conversation -> history.writeMember(conversation, "reader", 0));
    judge();
  }

  /** All seqs of a conversation, page by page. */
  private List<Long> seqs(String user, String conversation) {
    List<Long> seqs = new ArrayList<>();
    MessagePage page;
    long after = 0;
    do {
      page = service.pull(user, conversation, after, 0, 1_000);
      page.messages().forEach(message -> seqs.add(message.seq()));
      after = page.coveredTo();
    } while (page.hasMore());
    return seqs;
  }

  /** Syncs of new devices, each cut once, at the frame of its number. */
  private List<MessageDevice> cutAt(List<Integer> frames) {
    List<MessageDevice> devices = new ArrayList<>();
    try {
      for (int at : frames) {
        AtomicInteger seen = new AtomicInteger();
        FrameTap tap =
            FrameTap.down(
                frame -> seen.incrementAndGet() == at ? FrameTap.Fate.CUT : FrameTap.Fate.PASS);
        MessageDevice device = new MessageDevice(history, "reader", "cut-" + at);
        devices.add(device.connect(server.address(), tap));
      }
      devices.forEach(device -> device.awaitCaughtUp(service));
      Awaitility.await("the cuts")
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(devices)
                      .allMatch(device -> device.connections() > (cutFirst(device) ? 0 : 1)));
      return devices;
    } finally {
      devices.forEach(MessageDevice::close);
    }
  }

  /** Whether the welcome itself was cut off, so that the first connection does not count. */
  private static boolean cutFirst(MessageDevice device) {
    return device.device().equals("cut-1");
  }

  private void send(String conversation, String sender, int count) {
    CallSender calls = new CallSender(history, service);
    for (int i = 0; i < count; i++) {
      calls.send(conversation, sender, "m" + sent.incrementAndGet(), BODY_BYTES);
    }
  }

  private void caughtUp(String conversation, List<String> users, List<MessageDevice> devices) {
    devices.forEach(device -> device.awaitCaughtUp(service));
    users.forEach(user -> history.writeMember(conversation, user, 0));
    devices.forEach(device -> history.writeDevice(device.user(), device.device()));
  }

  private static List<String> ids(MessageWriters writers) {
    return writers.sent().stream().map(sent -> sent.call().clientMsgId()).toList();
  }

  private void judge() throws IOException, InterruptedException {
    history.close();
    Judges.requireHeld(recorded);
  }
}
