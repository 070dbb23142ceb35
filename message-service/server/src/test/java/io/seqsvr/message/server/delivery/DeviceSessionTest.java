package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.delivery.Downlink.GoAway.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session as its device meets it: what is sent when, and what ends it. */
class DeviceSessionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private DeliveryFixture server = new DeliveryFixture();

  @AfterEach
  void noDefects() {
    assertThat(server.observer.defects).isEmpty();
  }

  private List<Long> committed(String conversation) {
    return server.storage.messages(conversation).stream().map(message -> message.seq()).toList();
  }

  private long head(String conversation) {
    List<Long> seqs = committed(conversation);
    return seqs.isEmpty() ? 0 : seqs.get(seqs.size() - 1);
  }

  private void window(int messages, long bytes) {
    server = new DeliveryFixture(DeliverySettings.defaults().withWindow(messages, bytes));
  }

  @Test
  void aDeviceGetsWhatIsThereAndWhatComes() {
    server.create("c", "u", "v");
    server.send("c", "v", 1, 3);
    FakeDevice device = server.connected("u");
    server.send("c", "v", 1, 2);

    assertThat(device.frames.get(0)).isInstanceOf(Downlink.Welcome.class);
    assertThat(device.pushed("c")).isEqualTo(committed("c"));
    assertThat(device.all(Downlink.Push.class)).noneMatch(Downlink.Push::redelivery);
  }

  @Test
  void aCursorIsGoneOnFrom() {
    server.create("c", "u");
    server.send("c", "u", 1, 5);
    long epoch = server.storage.visibility("u", "c").epoch();
    FakeDevice device = server.connected("u", new Cursor("c", epoch, committed("c").get(2)));
    assertThat(device.pushed("c")).isEqualTo(committed("c").subList(3, 5));
    assertThat(device.all(Downlink.Reset.class)).isEmpty();
  }

  @Test
  void beginNextSkipsWhatIsThereAndNothingOfWhatIsJoinedLater() {
    server.create("old", "u");
    server.send("old", "u", 1, 2);
    FakeDevice device = server.device("u", "d");
    device.hello(Begin.NEXT);
    server.create("new", "v");
    server.send("new", "v", 1, 2);
    server.add("new", "u");
    server.send("new", "v", 1, 2);
    server.send("old", "u");
    assertThat(device.pushed("old")).containsExactly(head("old"));
    assertThat(device.pushed("new")).isEqualTo(committed("new").subList(2, 4));
  }

  @Test
  void theWindowBoundsWhatIsInFlight() {
    window(8, 1 << 20);
    server.create("a", "u");
    server.create("b", "u");
    server.send("a", "u", 1, 20);
    server.send("b", "u", 1, 20);
    FakeDevice device = server.connected("u");
    assertThat(device.pushed("a")).hasSize(4);
    assertThat(device.pushed("b")).hasSize(4);
    device.acks("a", committed("a").get(1));
    assertThat(device.pushed("a")).hasSize(6);
    assertThat(device.pushed("b")).hasSize(4);
  }

  @Test
  void theWindowBoundsBytesTooAndLetsALargeMessagePassAlone() {
    window(100, 1_000);
    server.create("a", "u");
    server.send("a", "u", 200, 5);
    FakeDevice device = server.connected("u");
    assertThat(device.pushed("a")).hasSize(2);
    device.acks("a", committed("a").get(1));
    device.acks("a", committed("a").get(3));
    device.acks("a", committed("a").get(4));
    server.send("a", "u", 5_000, 2);
    assertThat(device.pushed("a")).hasSize(6);
    device.acks("a", committed("a").get(5));
    assertThat(device.pushed("a")).isEqualTo(committed("a"));
  }

  @Test
  void aConversationThatIsNotAcknowledgedDoesNotStarveAQuietOne() {
    window(8, 1 << 20);
    server.create("busy", "u");
    server.create("quiet", "u");
    FakeDevice device = server.connected("u");
    server.send("busy", "u", 1, 50);
    server.send("quiet", "u");
    assertThat(device.pushed("quiet")).containsExactly(head("quiet"));
  }

  @Test
  void whatIsNotAcknowledgedComesAgainLaterAndLaterThenOnlyPokes() {
    server.create("c", "u");
    FakeDevice device = server.connected("u");
    server.send("c", "u", 1, 40);
    int sent = device.pushed("c").size();
    assertThat(sent).isEqualTo(40);
    long[] afterSeconds = {6, 12, 24, 48};
    for (int i = 0; i < 4; i++) {
      server.advance(SECOND.multipliedBy(afterSeconds[i]));
      device.says(new Uplink.Heartbeat());
      assertThat(device.pushed("c")).hasSize(sent + 32 * (i + 1));
      assertThat(device.last(Downlink.Push.class).redelivery()).isTrue();
    }
    assertThat(device.all(Downlink.Poke.class)).isEmpty();
    server.advance(SECOND.multipliedBy(60));
    device.says(new Uplink.Heartbeat());
    server.advance(SECOND.multipliedBy(40));
    assertThat(device.last(Downlink.Poke.class).head()).isEqualTo(head("c"));
    assertThat(server.observer.laggingBegan).isEqualTo(1);

    int pushes = device.pushed("c").size();
    server.send("c", "u");
    assertThat(device.last(Downlink.Poke.class).head()).isEqualTo(head("c"));
    assertThat(device.pushed("c")).hasSize(pushes);

    device.pulls("c", 0);
    assertThat(device.last(Downlink.PageAnswer.class).page().messages()).hasSize(41);
    assertThat(server.observer.laggingEnded).isEqualTo(1);
    device.acks("c", head("c"));
    server.send("c", "u");
    assertThat(device.pushed("c")).hasSize(pushes + 1).endsWith(head("c"));
  }

  @Test
  void anAcknowledgementEndsTheRetries() {
    server.create("c", "u");
    FakeDevice device = server.connected("u");
    server.send("c", "u", 1, 3);
    server.advance(SECOND.multipliedBy(6));
    assertThat(server.observer.redelivered).isEqualTo(3);
    device.acks("c", head("c"));
    server.advance(SECOND.multipliedBy(60));
    assertThat(server.observer.redelivered).isEqualTo(3);
  }

  @Test
  void aLostLastPushIsFoundByTheDigestAndByTheRetry() {
    server.create("c", "u");
    server.create("acked", "u");
    FakeDevice device = server.connected("u");
    server.advance(SECOND.multipliedBy(28));
    server.send("c", "u");
    server.send("acked", "u");
    device.acks("acked", head("acked"));
    device.frames.clear();
    server.advance(SECOND.multipliedBy(3));
    Downlink.Heartbeat heartbeat = device.last(Downlink.Heartbeat.class);
    assertThat(heartbeat.heads()).hasSize(1);
    assertThat(heartbeat.heads().get(0).conversation()).isEqualTo("c");
    assertThat(heartbeat.heads().get(0).head()).isEqualTo(head("c"));
    server.advance(SECOND.multipliedBy(4));
    assertThat(device.pushed("c")).containsExactly(head("c"));
    device.says(new Uplink.Heartbeat());
    server.advance(SECOND.multipliedBy(30));
    assertThat(device.last(Downlink.Heartbeat.class).heads()).isEmpty();
  }

  @Test
  void aCursorThatIsAheadOrOfAnotherLogIsReset() {
    server.create("c", "u");
    server.send("c", "u", 1, 3);
    long epoch = server.storage.visibility("u", "c").epoch();
    FakeDevice ahead = server.connected("u", new Cursor("c", epoch, head("c") + 1));
    assertThat(ahead.last(Downlink.Reset.class))
        .isEqualTo(new Downlink.Reset("c", epoch, 0, head("c")));
    assertThat(ahead.pushed("c")).isEqualTo(committed("c"));
    assertThat(ahead.frames.get(1)).isInstanceOf(Downlink.Reset.class);

    FakeDevice other = server.connected("u", new Cursor("c", epoch + 1, 1));
    assertThat(other.last(Downlink.Reset.class).fromSeq()).isZero();
    assertThat(other.pushed("c")).isEqualTo(committed("c"));

    FakeDevice unknownEpoch = server.connected("u", new Cursor("c", 0, head("c")));
    assertThat(unknownEpoch.all(Downlink.Reset.class)).isEmpty();
    assertThat(unknownEpoch.pushed("c")).isEmpty();
  }

  @Test
  void anAcknowledgementOfALogThatIsGoneIsNoOffence() {
    server.create("c", "u");
    server.send("c", "u", 1, 3);
    FakeDevice device = server.connected("u", new Cursor("c", 1, 1_000));
    assertThat(device.all(Downlink.Reset.class)).hasSize(1);
    device.acks("c", 1_000);
    assertThat(device.ended).isFalse();
    device.acks("c", 1_001);
    assertThat(device.goAway().reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void aCursorBelowWhatIsVisibleBeginsThere() {
    server.create("c", "v");
    server.send("c", "v", 1, 3);
    server.add("c", "u");
    long joined = head("c");
    server.send("c", "v");
    FakeDevice device = server.connected("u", new Cursor("c", 0, 1));
    assertThat(device.pushed("c")).containsExactly(head("c"));
    assertThat(device.all(Downlink.Reset.class)).isEmpty();
    assertThat(server.storage.visibility("u", "c").visibleFrom()).isEqualTo(joined);
  }

  @Test
  void aNewerSessionOfTheSameDeviceReplacesTheOlderOne() {
    server.create("c", "u");
    FakeDevice first = server.connected("u");
    FakeDevice otherDevice = server.device("u", "other");
    otherDevice.hello(Begin.FIRST_VISIBLE);
    FakeDevice second = server.connected("u");
    assertThat(first.goAway().reason()).isEqualTo(Reason.REPLACED);
    assertThat(otherDevice.ended).isFalse();
    assertThat(second.last(Downlink.Welcome.class).sessionEpoch())
        .isGreaterThan(first.last(Downlink.Welcome.class).sessionEpoch());
    server.send("c", "u");
    assertThat(first.pushed("c")).isEmpty();
    assertThat(second.pushed("c")).hasSize(1);
    assertThat(server.delivery.sessions()).isEqualTo(2);
  }

  @Test
  void membershipChangesTakeEffectWhileConnected() {
    server.create("c", "v");
    server.send("c", "v", 1, 2);
    FakeDevice device = server.connected("u");
    server.add("c", "u");
    server.send("c", "v", 1, 2);
    assertThat(device.pushed("c")).isEqualTo(committed("c").subList(2, 4));
    server.remove("c", "u");
    server.send("c", "v", 1, 2);
    assertThat(device.pushed("c")).isEqualTo(committed("c").subList(2, 4));
    server.add("c", "u");
    server.send("c", "v", 1, 2);
    assertThat(device.pushed("c").subList(2, 4)).isEqualTo(committed("c").subList(6, 8));
    assertThat(device.pushed("c")).hasSize(4);
  }

  @Test
  void whoHasLeftGetsTheRestUpToTheLeave() {
    window(4, 1 << 20);
    server.create("c", "u", "v");
    FakeDevice device = server.connected("u");
    server.send("c", "v", 1, 6);
    server.remove("c", "u");
    server.send("c", "v", 1, 3);
    for (int i = 1; i < 6; i += 2) {
      device.acks("c", committed("c").get(i));
    }
    assertThat(device.pushed("c")).isEqualTo(committed("c").subList(0, 6));
    FakeDevice again = server.connected("u");
    again.acks("c", committed("c").get(1));
    again.acks("c", committed("c").get(3));
    assertThat(again.pushed("c")).isEqualTo(committed("c").subList(0, 6));
  }

  @Test
  void anAcknowledgementBeyondWhatWasSentEndsTheConnection() {
    window(4, 1 << 20);
    server.create("c", "u");
    server.send("c", "u", 1, 5);
    FakeDevice device = server.connected("u");
    long high = committed("c").get(1);
    device.acks("c", high + 1);
    assertThat(device.goAway().reason()).isEqualTo(Reason.INVALID);
    assertThat(device.refusal().metadata())
        .containsEntry("field", "ack.seq")
        .containsEntry("limit", "0.." + high);

    FakeDevice stranger = server.connected("u");
    stranger.acks("nowhere", 1);
    assertThat(stranger.goAway().reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void theEndOfAPageMayBeAcknowledged() {
    window(2, 1 << 20);
    server.create("c", "u");
    server.send("c", "u", 1, 10);
    FakeDevice device = server.connected("u");
    device.pulls("c", 0);
    assertThat(device.last(Downlink.PageAnswer.class).page().coveredTo()).isEqualTo(head("c"));
    device.acks("c", head("c"));
    assertThat(device.ended).isFalse();
    server.send("c", "u");
    assertThat(device.pushed("c")).endsWith(head("c"));
    assertThat(device.pushed("c")).hasSize(2);
  }

  @Test
  void aPullFromTheMiddleSkipsNothing() {
    window(4, 1 << 20);
    server.create("c", "u");
    server.send("c", "u", 1, 10);
    FakeDevice device = server.connected("u");
    device.pulls("c", committed("c").get(7));
    for (int i = 1; i < 10; i += 2) {
      device.acks("c", committed("c").get(i));
    }
    assertThat(device.pushed("c")).isEqualTo(committed("c"));
  }

  @Test
  void nothingIsSentWhileTheTransportIsNotReady() {
    server.create("c", "u");
    FakeDevice device = server.connected("u");
    device.ready = false;
    int before = device.frames.size();
    server.send("c", "u", 1, 100);
    assertThat(device.frames).hasSize(before);
    device.takesAgain();
    assertThat(device.pushed("c")).isEqualTo(committed("c"));
  }

  @Test
  void framesAreNotTakenWhileTheTransportIsNotReadyAndTheDeviceIsGivenUp() {
    FakeDevice device = server.connected("u");
    int taken = device.taken;
    device.ready = false;
    device.says(new Uplink.Heartbeat());
    assertThat(device.taken).isEqualTo(taken);
    server.advance(SECOND.multipliedBy(89));
    assertThat(device.ended).isFalse();
    server.advance(SECOND.multipliedBy(32));
    assertThat(device.goAway().reason()).isEqualTo(Reason.SLOW);
    assertThat(server.delivery.sessions()).isZero();
  }

  @Test
  void aSilentDeviceIsGivenUpAfterThreeIntervals() {
    FakeDevice device = server.connected("u");
    server.advance(SECOND.multipliedBy(80));
    device.says(new Uplink.Heartbeat());
    server.advance(SECOND.multipliedBy(89));
    assertThat(device.ended).isFalse();
    server.advance(SECOND.multipliedBy(32));
    assertThat(device.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(server.world.alarms()).isZero();
  }

  @Test
  void theHelloComesFirstAndOnce() {
    FakeDevice early = server.device("u", "d");
    early.acks("c", 0);
    assertThat(early.goAway().reason()).isEqualTo(Reason.INVALID);
    FakeDevice twice = server.connected("u");
    twice.hello(Begin.FIRST_VISIBLE);
    assertThat(twice.goAway().reason()).isEqualTo(Reason.INVALID);
    FakeDevice changes = server.device("u", "d");
    changes.says(new Uplink.Hello("u", "d", List.of(), true, Begin.NEXT));
    changes.says(new Uplink.Hello("v", "d", List.of(), false, Begin.NEXT));
    assertThat(changes.goAway().reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void aHelloMayComeInParts() {
    server.create("a", "u");
    server.create("b", "u");
    server.send("a", "u");
    server.send("b", "u");
    FakeDevice device = server.device("u", "d");
    device.says(
        new Uplink.Hello(
            "u", "d", List.of(new Cursor("a", 0, head("a"))), true, Begin.FIRST_VISIBLE));
    device.says(
        new Uplink.Hello(
            "u", "d", List.of(new Cursor("b", 0, head("b"))), false, Begin.FIRST_VISIBLE));
    assertThat(device.last(Downlink.Welcome.class).sessionEpoch()).isEqualTo(1);
    assertThat(device.all(Downlink.Push.class)).isEmpty();
  }

  @Test
  void connectionsAreBounded() {
    server = new DeliveryFixture(DeliverySettings.defaults().withSessions(3, 2, 2));
    FakeDevice first = server.connected("u");
    FakeDevice second = server.device("u", "d2");
    second.hello(Begin.NEXT);
    FakeDevice third = server.device("u", "d3");
    third.hello(Begin.NEXT);
    assertThat(third.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(third.refusal().reason()).isEqualTo(ErrorReason.OVERLOADED);
    FakeDevice waiting = server.device("v", "d");
    FakeDevice tooMany = server.device("v", "d2");
    server.world.run();
    assertThat(tooMany.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(List.of(first.ended, second.ended, waiting.ended)).containsOnly(false);
    server.create("a", "u");
    server.create("b", "u");
    server.create("c", "u");
    assertThat(first.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(server.delivery.sessions()).isEqualTo(1);
  }

  @Test
  void aServerThatStopsSendsEveryoneAway() {
    FakeDevice device = server.connected("u");
    server.delivery.close();
    server.world.run();
    assertThat(device.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(device.goAway().reconnectAfterMillis()).isBetween(1_000L, 3_000L);
    FakeDevice late = server.connected("u");
    assertThat(late.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void aDeviceThatIsGoneIsForgotten() {
    server.create("c", "u");
    FakeDevice device = server.connected("u");
    device.session.onGone();
    server.world.run();
    server.send("c", "u");
    assertThat(device.pushed("c")).isEmpty();
    assertThat(server.delivery.sessions()).isZero();
    assertThat(server.world.alarms()).isZero();
  }

  @Test
  void allDevicesOfAUserAreToldHowFarItHasRead() {
    server.create("c", "u", "v");
    server.send("c", "v", 1, 3);
    FakeDevice one = server.connected("u");
    FakeDevice two = server.device("u", "two");
    two.hello(Begin.NEXT);
    one.says(new Uplink.Read("c", committed("c").get(1)));
    assertThat(one.last(Downlink.ReadAnswer.class).state().unread()).isEqualTo(1);
    assertThat(two.last(Downlink.ReadAnswer.class)).isEqualTo(one.last(Downlink.ReadAnswer.class));
    one.says(new Uplink.Read("nowhere", 1));
    assertThat(one.all(Downlink.ReadRefused.class)).hasSize(1);
    assertThat(two.all(Downlink.ReadRefused.class)).isEmpty();
  }

  @Test
  void aPullThatIsRefusedSaysWhy() {
    server.create("c", "v");
    FakeDevice device = server.connected("u");
    device.pulls("c", 0);
    assertThat(device.last(Downlink.PageRefused.class).refusal().reason().name())
        .isEqualTo("NOT_A_MEMBER");
    device.pulls("nowhere", 0);
    assertThat(device.last(Downlink.PageRefused.class).refusal().reason().name())
        .isEqualTo("CONVERSATION_NOT_FOUND");
    assertThat(device.ended).isFalse();
  }

  @Test
  void aReplacedLogSendsTheDeviceAwayToBeginAnew() {
    server.create("c", "u");
    FakeDevice device = server.connected("u");
    Visibility now = server.storage.visibility("u", "c");
    server.send("c", "u");
    server.delivery.onMessages("c", now.epoch() + 1, server.storage.messages("c"));
    server.world.run();
    assertThat(device.goAway().reason()).isEqualTo(Reason.UNAVAILABLE);
  }
}
