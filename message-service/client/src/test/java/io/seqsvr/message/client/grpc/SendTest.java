package io.seqsvr.message.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.internal.Message;
import io.seqsvr.message.client.internal.Outcome;
import io.seqsvr.message.client.internal.Tuning;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.Error;
import io.seqsvr.message.v1.SendFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The order and the three ends of sends. */
class SendTest {
  private static final Error OVERLOADED =
      Error.newBuilder().setReason("OVERLOADED").setRetryAfterMillis(200).build();

  private final World world = new World(2);
  private final FakeService service = world.service;
  private final List<SendFrame> sent = new ArrayList<>();

  private Device ann() {
    service.create("team", List.of("ann", "bob"));
    service.create("pair", List.of("ann", "bob"));
    return world.device("ann");
  }

  private World.Fate note(ClientFrame frame) {
    if (frame.hasSend()) {
      sent.add(frame.getSend());
    }
    return World.Fate.PASS;
  }

  private static List<String> ids(Device device, String conversation) {
    return device.disk.shown.stream()
        .filter(message -> message.conversation().equals(conversation))
        .map(Message::clientMsgId)
        .toList();
  }

  @Test
  void oneOfAConversationIsOutAtATimeAndConversationsDontWait() {
    world.down = frame -> frame.hasReceipt() ? World.Fate.DROP : World.Fate.PASS;
    world.up = this::note;
    Device ann = ann();
    ann.send("team", "a");
    ann.send("team", "b");
    ann.send("pair", "c");
    world.pass(Duration.ofMillis(500));

    assertThat(sent.stream().map(SendFrame::getClientSeq).distinct()).containsExactly(1L, 2L);
    assertThat(sent.stream().map(f -> f.getContent().getClientMsgId()).distinct())
        .containsExactly("a", "c");
  }

  @Test
  void aRepeatHasTheSameNumber() {
    world.down = frame -> frame.hasReceipt() ? World.Fate.DROP : World.Fate.PASS;
    world.up = this::note;
    Device ann = ann();
    ann.send("team", "a");
    world.pass(Duration.ofSeconds(10));

    assertThat(sent.stream().map(SendFrame::getClientSeq).distinct()).containsExactly(1L);
    assertThat(sent).as("with growing pauses").hasSizeBetween(3, 5);
    assertThat(ann.engine.tally().sendAttempts()).isEqualTo(sent.size());
  }

  @Test
  void aLostReceiptIsAskedForSoonAfterTheMessageItselfCameBack() {
    AtomicInteger receipts = new AtomicInteger();
    world.down =
        frame ->
            frame.hasReceipt() && receipts.incrementAndGet() == 1
                ? World.Fate.DROP
                : World.Fate.PASS;
    Device ann = ann();
    ann.send("team", "a");
    world.pass(Duration.ofMillis(200));

    assertThat(ann.outcomes.get("a")).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void aLostNumberIsSentAgainWithAllBehindIt() {
    AtomicInteger sends = new AtomicInteger();
    world.up =
        frame ->
            note(frame) == World.Fate.PASS && frame.hasSend() && sends.incrementAndGet() == 1
                ? World.Fate.DROP
                : World.Fate.PASS;
    service.create("third", List.of("ann"));
    Device ann = ann();
    ann.send("team", "a");
    ann.send("pair", "b");
    ann.send("third", "c");
    world.pass(Duration.ofMillis(100));

    assertThat(ann.outcomes.values()).hasSize(3).allMatch(end -> end instanceof Outcome.Accepted);
    assertThat(sent.stream().map(SendFrame::getClientSeq))
        .as("one repetition for two refusals")
        .containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
  }

  @Test
  void aNumberThatWasGivenUpTakesANewConnection() {
    world.up =
        frame ->
            frame.hasSend() && frame.getSend().getContent().getClientMsgId().equals("lost")
                ? World.Fate.DROP
                : World.Fate.PASS;
    Device ann = ann();
    world.pass();
    ann.send("team", "lost");
    world.pass(Duration.ofSeconds(31));
    ann.send("team", "next");
    world.pass();

    assertThat(ann.outcomes.get("lost")).isInstanceOf(Outcome.Unknown.class);
    assertThat(ann.outcomes.get("next")).isInstanceOf(Outcome.Accepted.class);
    assertThat(ann.engine.tally().connections()).isEqualTo(2);
    world.assertShown(ann, "team");
  }

  @Test
  void aRefusedMessageThatWasGivenUpTakesANewConnection() {
    Device ann = ann();
    service.refuseSends(
        send -> {
          String id = send.getContent().getClientMsgId();
          if (id.equals("refused")) {
            return OVERLOADED;
          }
          return ann.engine.tally().connections() == 1
              ? OVERLOADED.toBuilder()
                  .putMetadata("field", "client_msg_id")
                  .putMetadata("expected", "refused")
                  .build()
              : null;
        });
    world.pass();
    ann.send("team", "refused");
    world.pass(Duration.ofSeconds(31));
    ann.send("team", "next");
    world.pass(Duration.ofSeconds(5));

    assertThat(ann.outcomes.get("refused")).isInstanceOf(Outcome.Rejected.class);
    assertThat(ann.outcomes.get("next")).isInstanceOf(Outcome.Accepted.class);
    assertThat(ann.engine.tally().connections()).isEqualTo(2);
  }

  @Test
  void aRetryableRefusalIsWaitedOutAndNothingOvertakes() {
    AtomicInteger refusals = new AtomicInteger();
    List<Long> times = new ArrayList<>();
    service.refuseSends(
        send -> {
          times.add(world.time.nanoTime());
          return send.getContent().getClientMsgId().equals("a") && refusals.incrementAndGet() <= 3
              ? OVERLOADED
              : null;
        });
    world.up = this::note;
    Device ann = ann();
    ann.send("team", "a");
    world.pass(Duration.ofMillis(50));
    ann.send("team", "b");
    world.pass(Duration.ofSeconds(5));

    assertThat(ids(ann, "team")).containsExactly("a", "b");
    assertThat(sent.stream().map(SendFrame::getClientSeq)).containsExactly(1L, 2L, 3L, 4L, 5L);
    for (int i = 1; i <= 3; i++) {
      assertThat(times.get(i) - times.get(i - 1)).isGreaterThan(200_000_000L);
    }
  }

  @Test
  void anUnknownOutcomeIsAskedForAgainUnderTheSameId() {
    AtomicInteger doubts = new AtomicInteger();
    service.doubtSends(
        send ->
            doubts.incrementAndGet() <= 2
                ? Error.newBuilder().setReason("STORE_UNAVAILABLE").build()
                : null);
    Device ann = ann();
    ann.send("team", "a");
    world.pass(Duration.ofSeconds(3));

    assertThat(ann.outcomes.get("a"))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Accepted.class))
        .satisfies(end -> assertThat(end.receipt().duplicate()).isTrue());
    world.assertShown(ann, "team");
  }

  @Test
  void aRefusalForGoodEndsOneMessageAndTheNextOneGoes() {
    Device ann = ann();
    service.refuseSends(
        send ->
            send.getContent().getClientMsgId().equals("bad")
                ? Error.newBuilder().setReason("IDEMPOTENCY_CONFLICT").build()
                : null);
    ann.send("team", "bad");
    ann.send("team", "good");
    world.pass();

    assertThat(ann.outcomes.get("bad"))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Rejected.class))
        .satisfies(
            end -> assertThat(end.refusal().reason()).isEqualTo(ErrorReason.IDEMPOTENCY_CONFLICT));
    assertThat(ann.outcomes.get("good")).isInstanceOf(Outcome.Accepted.class);
    assertThat(ann.disk.outbox).isEmpty();
  }

  @Test
  void aHeadThatNeverSucceedsGivesWayWhenItsTimeIsOver() {
    Device ann = ann();
    service.refuseSends(
        send -> send.getContent().getClientMsgId().equals("stuck") ? OVERLOADED : null);
    ann.send("team", "stuck");
    world.pass(Duration.ofSeconds(10));
    ann.send("team", "next");
    world.pass(Duration.ofSeconds(21));

    assertThat(ann.outcomes.get("stuck"))
        .as("every attempt was refused: surely nothing is stored")
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(ann.outcomes.get("next")).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void refusalsAfterAnAttemptWithoutAnAnswerProveNothing() {
    world.down = frame -> frame.hasReceipt() ? World.Fate.CUT : World.Fate.PASS;
    Device ann = ann();
    ann.send("team", "a");
    world.pass(Duration.ofMillis(20));
    world.down = frame -> World.Fate.PASS;
    service.refuseSends(send -> OVERLOADED);
    world.pass(Duration.ofSeconds(31));

    assertThat(ann.outcomes.get("a")).isInstanceOf(Outcome.Unknown.class);
    assertThat(ann.seqs("team")).hasSize(1);
  }

  /**
   * The first copy is so late that a second one goes out, which overtakes it and is refused; the
   * first one is stored, all later ones are refused.
   */
  private Device overtaken() {
    AtomicInteger copies = new AtomicInteger();
    world.up =
        frame ->
            frame.hasSend() && copies.incrementAndGet() == 1 ? World.Fate.LATE : World.Fate.PASS;
    AtomicInteger submitted = new AtomicInteger();
    service.refuseSends(send -> submitted.incrementAndGet() == 2 ? null : OVERLOADED);
    service.create("team", List.of("ann", "bob"));
    return world.device("ann", new Device.Disk(), false, impatient());
  }

  private static Tuning impatient() {
    Tuning usual = Tuning.standard();
    return new Tuning(
        usual.connectTimeoutNanos(),
        usual.reconnectBaseNanos(),
        usual.reconnectCapNanos(),
        Duration.ofMillis(10).toNanos(),
        usual.pullTimeoutNanos(),
        usual.ackIntervalNanos(),
        usual.ackMessages(),
        usual.inboxMessages(),
        usual.inboxBytes(),
        usual.totalMessages(),
        usual.totalBytes(),
        usual.outboxMessages(),
        usual.outboxTotal(),
        usual.readTimeoutNanos(),
        usual.maxReads(),
        usual.pullLimit());
  }

  @Test
  void aReceiptCountsAfterAnotherCopyWasRefused() {
    Device ann = overtaken();
    ann.send("team", "a");
    world.pass(Duration.ofSeconds(31));

    assertThat(ann.outcomes.get("a")).isInstanceOf(Outcome.Accepted.class);
    assertThat(ann.seqs("team")).hasSize(1);
  }

  @Test
  void refusalsOfOneCopyProveNothingOfAnother() {
    Device ann = overtaken();
    world.down = frame -> frame.getReceipt().hasAccepted() ? World.Fate.DROP : World.Fate.PASS;
    ann.send("team", "a");
    world.pass(Duration.ofSeconds(31));

    assertThat(ann.outcomes.get("a")).isInstanceOf(Outcome.Unknown.class);
    assertThat(ann.seqs("team")).hasSize(1);
  }

  @Test
  void withoutAConnectionSendsEndAsUnknown() {
    world.reachable = false;
    Device ann = ann();
    ann.send("team", "a");
    world.pass(Duration.ofSeconds(31));

    assertThat(ann.outcomes.get("a")).isInstanceOf(Outcome.Unknown.class);
    assertThat(ann.disk.outbox).isEmpty();
  }

  @Test
  void aFullOutboxRefusesAtOnceAndOthersDontNotice() {
    world.reachable = false;
    Device ann = ann();
    int limit = Tuning.standard().outboxMessages();
    for (int i = 0; i < limit; i++) {
      ann.send("team", "m" + i);
    }
    assertThatThrownBy(() -> ann.send("team", "more"))
        .isInstanceOfSatisfying(
            SeqsvrException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED);
              assertThat(refusal.retryAfter()).isPresent();
            });
    ann.send("pair", "other");
    assertThat(ann.disk.outbox).hasSize(limit + 1);

    world.reachable = true;
    world.pass(Duration.ofSeconds(20));
    ann.send("team", "again");
    world.pass();
    assertThat(ann.outcomes).hasSize(limit + 2);
    assertThat(ids(ann, "team").subList(0, 3)).containsExactly("m0", "m1", "m2");
  }

  @Test
  void aMessageIsInTheOutboxBeforeItsFirstByte() {
    Device ann = ann();
    List<Boolean> kept = new ArrayList<>();
    world.up =
        frame -> {
          if (frame.hasSend()) {
            kept.add(ann.disk.outbox.containsKey("team\na"));
          }
          return World.Fate.PASS;
        };
    ann.send("team", "a");
    world.pass();

    assertThat(kept).containsExactly(true);
    assertThat(ann.disk.outbox).isEmpty();
  }

  @Test
  void aRestartSendsWhatWasQueuedInItsOrderAndOnce() {
    service.create("team", List.of("ann", "bob"));
    world.down = frame -> frame.hasReceipt() ? World.Fate.DROP : World.Fate.PASS;
    Device.Disk disk = new Device.Disk();
    Device before = world.device("ann", disk, false, Tuning.standard());
    before.send("team", "a");
    before.send("team", "b");
    before.send("team", "c");
    world.pass(Duration.ofMillis(100));
    before.engine.close(() -> {});
    world.pass(Duration.ofMillis(1));
    assertThat(before.outcomes.values()).hasSize(3).allMatch(o -> o instanceof Outcome.Unknown);
    assertThat(disk.outbox).as("left to the next client").hasSize(3);

    world.down = frame -> World.Fate.PASS;
    Device after = world.device("ann", disk, false, Tuning.standard());
    after.send("team", "d");
    world.pass();

    assertThat(ids(after, "team")).containsExactly("a", "b", "c", "d");
    assertThat(disk.outbox).isEmpty();
  }

  @Test
  void reconnectingKeepsTheOrder() {
    AtomicInteger frames = new AtomicInteger();
    world.up = frame -> frames.incrementAndGet() % 7 == 0 ? World.Fate.CUT : World.Fate.PASS;
    Device ann = ann();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ann.send("team", "m" + i);
      expected.add("m" + i);
    }
    world.pass(Duration.ofSeconds(25));

    assertThat(ids(ann, "team")).isEqualTo(expected);
    assertThat(ann.engine.tally().connections()).isGreaterThan(5);
  }

  @Test
  void whatIsNotKeptIsTriedOnce() {
    Device ann = ann();
    Device bob = world.device("bob");
    world.pass();
    ann.sendTransient("team", "typing");
    world.pass();
    assertThat(bob.transients).extracting(Message::clientMsgId).containsExactly("typing");
    assertThat(ann.outcomes.get("typing"))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Accepted.class))
        .satisfies(end -> assertThat(end.receipt().seq()).isZero());
    assertThat(ann.disk.outbox).isEmpty();

    world.down = frame -> frame.hasReceipt() ? World.Fate.CUT : World.Fate.PASS;
    ann.sendTransient("team", "again");
    world.pass();
    assertThat(ann.outcomes.get("again")).isInstanceOf(Outcome.Unknown.class);
    assertThat(bob.transients).as("shown once, not again on the next connection").hasSize(2);
  }
}
