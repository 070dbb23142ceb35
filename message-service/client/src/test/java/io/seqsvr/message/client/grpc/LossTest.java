package io.seqsvr.message.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.client.internal.Outcome;
import io.seqsvr.message.client.internal.Tuning;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.ServerFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is lost, repeated or late on the way, and what is shown all the same. */
class LossTest {
  private final World world = new World(1);
  private final FakeService service = world.service;

  private Device ann() {
    service.create("team", List.of("ann", "bob"));
    return world.device("ann");
  }

  private static World.Fate everyThird(AtomicInteger count, boolean counts, World.Fate fate) {
    return counts && count.incrementAndGet() % 3 == 0 ? fate : World.Fate.PASS;
  }

  private void dropEveryThirdDown(Predicate<ServerFrame> kind) {
    AtomicInteger count = new AtomicInteger();
    world.down = frame -> everyThird(count, kind.test(frame), World.Fate.DROP);
  }

  @Test
  void everyThirdAckIsLostOnTheWayUp() {
    Device ann = ann();
    AtomicInteger count = new AtomicInteger();
    world.up = frame -> everyThird(count, frame.hasAck(), World.Fate.DROP);
    world.pass();
    for (int i = 0; i < 200; i++) {
      service.sendMany("team", "bob", 1, 0);
      world.pass(Duration.ofMillis(50));
    }
    world.pass(Duration.ofSeconds(5));

    world.assertShown(ann, "team");
    assertThat(ann.seqs("team")).hasSize(200).doesNotHaveDuplicates();
    assertThat(count).hasValueGreaterThan(20);
  }

  @Test
  void allAcksAreLostUntilTheServiceRepeatsItself() {
    Device ann = ann();
    AtomicInteger acks = new AtomicInteger();
    world.up =
        frame -> frame.hasAck() && acks.incrementAndGet() <= 3 ? World.Fate.DROP : World.Fate.PASS;
    world.pass();
    service.sendMany("team", "bob", 5, 0);
    world.pass(Duration.ofSeconds(5));
    int acksThen = acks.get();
    world.pass(Duration.ofSeconds(5));

    world.assertShown(ann, "team");
    assertThat(ann.engine.tally().redeliveries()).isPositive();
    assertThat(acks).as("an ack that came is not repeated").hasValue(acksThen);
  }

  @Test
  void everyThirdReceiptIsLost() {
    Device ann = ann();
    dropEveryThirdDown(ServerFrame::hasReceipt);
    for (int i = 0; i < 24; i++) {
      ann.send("team", "m" + i);
    }
    world.pass(Duration.ofSeconds(29));

    assertThat(ann.outcomes).hasSize(24);
    assertThat(ann.outcomes.values()).allMatch(end -> end instanceof Outcome.Accepted);
    world.assertShown(ann, "team");
    assertThat(ann.disk.shown.stream().map(m -> m.clientMsgId()).toList())
        .isEqualTo(IntStream.range(0, 24).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void everyThirdPushAndPageIsLost() {
    Device ann = ann();
    service.pushSize(1);
    dropEveryThirdDown(frame -> frame.hasPush() || frame.hasPage());
    world.pass();
    service.sendMany("team", "bob", 500, 0);
    world.pass(Duration.ofSeconds(30));

    world.assertShown(ann, "team");
  }

  @Test
  void onlyTheLastPushIsLostAndAHeartbeatTellsSo() {
    Device ann = ann();
    world.pass();
    service.sendMany("team", "bob", 3, 0);
    world.pass(Duration.ofMillis(100));
    world.down = frame -> frame.hasPush() ? World.Fate.DROP : World.Fate.PASS;
    service.sendMany("team", "bob", 1, 0);
    world.pass(Duration.ofSeconds(3));

    world.assertShown(ann, "team");
    assertThat(ann.engine.tally().pulls()).isPositive();
  }

  @Test
  void aPokeIsEnough() {
    Device ann = ann();
    world.pass();
    world.down =
        frame ->
            frame.hasPush() || (frame.hasHeartbeat() && frame.getHeartbeat().getHeadsCount() > 0)
                ? World.Fate.DROP
                : World.Fate.PASS;
    service.sendMany("team", "bob", 3, 2);
    service.poke("team");
    world.pass(Duration.ofMillis(100));

    world.assertShown(ann, "team");
  }

  @Test
  void pushesComeTwiceAndOutOfOrder() {
    Device ann = ann();
    service.pushSize(1);
    AtomicInteger count = new AtomicInteger();
    world.down =
        frame ->
            frame.hasPush()
                ? switch (count.incrementAndGet() % 4) {
                  case 0 -> World.Fate.LATE;
                  case 1 -> World.Fate.TWICE;
                  default -> World.Fate.PASS;
                }
                : World.Fate.PASS;
    world.pass();
    for (int i = 0; i < 100; i++) {
      service.sendMany("team", "bob", 3, i % 2);
      world.pass(Duration.ofMillis(7));
    }
    world.pass(Duration.ofSeconds(5));

    world.assertShown(ann, "team");
    assertThat(ann.engine.tally().dropped()).isPositive();
  }

  @Test
  void aMessageComesBackBeforeItsReceipt() {
    service.receiptFirst(false);
    Device ann = ann();
    ann.send("team", "a");
    ann.send("team", "b");
    world.pass();

    world.assertShown(ann, "team");
    assertThat(ann.outcomes.values()).allMatch(end -> end instanceof Outcome.Accepted);
  }

  @Test
  void thousandsOfHolesDontStall() {
    Device ann = ann();
    world.pass();
    service.sendMany("team", "bob", 3_000, 10_000);
    world.pass(Duration.ofSeconds(5));

    world.assertShown(ann, "team");
    assertThat(ann.engine.tally().pulls()).as("a hole is no gap").isZero();
  }

  @Test
  void pullsFailForAWhile() {
    Device ann = ann();
    world.pass();
    AtomicInteger pushes = new AtomicInteger();
    service.pushSize(1);
    service.refusePulls(Error.newBuilder().setReason("OVERLOADED").setRetryAfterMillis(50).build());
    world.down =
        frame ->
            isRedelivery(frame) || (frame.hasPush() && pushes.incrementAndGet() == 2)
                ? World.Fate.DROP
                : World.Fate.PASS;
    service.sendMany("team", "bob", 10, 0);
    world.pass(Duration.ofSeconds(3));
    assertThat(ann.seqs("team")).containsExactly(1L);
    assertThat(ann.engine.tally().pulls()).isBetween(2L, 30L);

    service.refusePulls(null);
    world.pass(Duration.ofSeconds(6));
    world.assertShown(ann, "team");
  }

  private static boolean isRedelivery(ServerFrame frame) {
    return frame.hasPush() && frame.getPush().getRedelivery();
  }

  @Test
  void aBufferThatIsFullForgetsTheHighestAndPullsThemLater() {
    service.create("team", List.of("ann", "bob"));
    Device ann = world.device("ann", new Device.Disk(), false, smallInbox(20));
    world.pass();
    service.pushSize(1);
    AtomicInteger pushes = new AtomicInteger();
    world.down =
        frame ->
            frame.hasPush() && pushes.incrementAndGet() == 1 ? World.Fate.LATE : World.Fate.PASS;
    service.sendMany("team", "bob", 200, 1);
    world.pass(Duration.ofSeconds(20));

    world.assertShown(ann, "team");
  }

  @Test
  void aSlowListenerHoldsTheServiceBack() {
    service.create("team", List.of("ann", "bob"));
    Device ann = world.device("ann", new Device.Disk(), false, smallInbox(2_000));
    ann.showDelay = Duration.ofDays(1);
    world.pass();
    AtomicInteger pushed = new AtomicInteger();
    world.down =
        frame -> {
          if (frame.hasPush() && !frame.getPush().getRedelivery()) {
            pushed.addAndGet(frame.getPush().getMessagesCount());
          }
          return World.Fate.PASS;
        };
    service.sendMany("team", "bob", 2_000, 0);
    world.pass(Duration.ofMillis(400));

    assertThat(pushed).hasValueLessThan(300);
  }

  private static Tuning smallInbox(int messages) {
    Tuning t = Tuning.standard();
    return new Tuning(
        t.connectTimeoutNanos(),
        t.reconnectBaseNanos(),
        t.reconnectCapNanos(),
        t.receiptTimeoutNanos(),
        t.pullTimeoutNanos(),
        t.ackIntervalNanos(),
        t.ackMessages(),
        messages,
        t.inboxBytes(),
        t.totalMessages(),
        t.totalBytes(),
        t.outboxMessages(),
        t.outboxTotal(),
        t.readTimeoutNanos(),
        t.maxReads(),
        t.pullLimit());
  }

  @Test
  void theConnectionIsCutAtEachFrameOfASync() {
    int frames = run(Integer.MAX_VALUE);
    assertThat(frames).isGreaterThan(30);
    for (int k = 1; k <= frames; k++) {
      assertThat(run(k)).isGreaterThanOrEqualTo(k);
    }
  }

  /** A device with a cursor comes back, sends, and gets what it missed; frame k is the last one. */
  private static int run(int k) {
    World world = new World(7);
    world.service.create("team", List.of("ann", "bob"));
    world.service.sendMany("team", "bob", 30, 1);
    Device.Disk disk = new Device.Disk();
    Device before = world.device("ann", disk, false, Tuning.standard());
    world.pass(Duration.ofSeconds(2));
    before.engine.close(() -> {});
    world.pass(Duration.ofMillis(100));

    world.service.sendMany("team", "bob", 120, 1);
    AtomicInteger frames = new AtomicInteger();
    world.up = (ClientFrame frame) -> count(frames, k);
    world.down = (ServerFrame frame) -> count(frames, k);
    Device ann = world.device("ann", disk, false, Tuning.standard());
    ann.send("team", "a");
    ann.send("team", "b");
    world.pass(Duration.ofSeconds(10));

    world.assertShown(ann, "team");
    assertThat(ann.outcomes.keySet()).containsExactly("a", "b");
    assertThat(ann.outcomes.values()).allMatch(end -> end instanceof Outcome.Accepted);
    assertThat(ann.seqs("team")).hasSize(152);
    return frames.get();
  }

  private static World.Fate count(AtomicInteger frames, int k) {
    return frames.incrementAndGet() == k ? World.Fate.CUT : World.Fate.PASS;
  }
}
