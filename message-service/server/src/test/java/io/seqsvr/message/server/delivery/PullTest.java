package io.seqsvr.message.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.server.core.StoredMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages that a device asks for: only what it may see, and not more than the transport takes. */
class PullTest {
  private final DeliveryFixture server = new DeliveryFixture();

  @AfterEach
  void noDefects() {
    assertThat(server.observer.defects).isEmpty();
  }

  private List<Long> committed() {
    return server.storage.messages("c").stream().map(StoredMessage::seq).toList();
  }

  private static Uplink.Pull pull(long requestId) {
    return new Uplink.Pull(requestId, "c", 0, Long.MAX_VALUE, 100);
  }

  @Test
  void aPullBeforeTheNewsOfALeaveShowsNothingAfterTheLeave() {
    server.create("c", "u", "v");
    server.send("c", "v", 1, 2);
    FakeDevice device = server.connected("u");
    Queue<Runnable> duringTheTurn = new ArrayDeque<>();
    duringTheTurn.add(
        () -> {
          server.remove("c", "u");
          server.send("c", "v");
        });
    device.onSend =
        frame -> {
          Runnable next = frame instanceof Downlink.PageAnswer ? duringTheTurn.poll() : null;
          if (next != null) {
            next.run();
          }
        };
    device.session.onFrame(pull(1), () -> {});
    device.session.onFrame(pull(2), () -> {});
    server.world.run();

    assertThat(committed()).hasSize(3);
    List<Downlink.PageAnswer> answers = device.all(Downlink.PageAnswer.class);
    assertThat(answers).hasSize(2);
    assertThat(answers.get(1).page().messages())
        .extracting(StoredMessage::seq)
        .isEqualTo(committed().subList(0, 2));
    assertThat(answers.get(1).page().visibility().isMember()).isFalse();
  }

  @Test
  void pagesWaitForTheTransport() {
    server.create("c", "u");
    server.send("c", "u", 1, 2);
    FakeDevice device = server.connected("u");
    device.onSend = frame -> device.ready = !(frame instanceof Downlink.PageAnswer);
    for (int i = 1; i <= 20; i++) {
      device.session.onFrame(pull(i), () -> device.taken++);
    }
    server.world.run();
    assertThat(device.all(Downlink.PageAnswer.class)).hasSize(1);
    device.takesAgain();
    assertThat(device.all(Downlink.PageAnswer.class)).hasSize(2);
    for (int i = 3; i <= 20; i++) {
      device.takesAgain();
    }
    assertThat(device.all(Downlink.PageAnswer.class))
        .extracting(Downlink.PageAnswer::requestId)
        .containsExactly(
            1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L,
            20L);
  }

  @Test
  void aDeviceWithManyPullsThatWaitIsNotAskedForMore() {
    server.create("c", "u");
    server.send("c", "u");
    FakeDevice device = server.connected("u");
    device.onSend = frame -> device.ready = !(frame instanceof Downlink.PageAnswer);
    int pulls = DeliverySettings.defaults().maxQueuedReads() + 1;
    for (int i = 1; i <= pulls; i++) {
      device.session.onFrame(pull(i), () -> device.taken++);
    }
    server.world.run();
    device.onSend = frame -> {};
    int taken = device.taken;
    device.ready = true;
    device.session.onFrame(new Uplink.Heartbeat(), () -> device.taken++);
    server.world.run();
    assertThat(device.all(Downlink.PageAnswer.class)).hasSize(pulls);
    assertThat(device.taken).isEqualTo(taken + 1);
  }

  @Test
  void aReadThatEndsAfterTheSessionHasNoEffect() {
    server.create("c", "u");
    FakeDevice device = server.connected("u");
    device.session.onFrame(
        new Uplink.Pull(1, "c", 1_000_000, 2_000_000, 1), () -> {}); // not in the recent messages
    server.world.runOne();
    device.session.onGone();
    server.world.run();
    assertThat(device.ended).isTrue();
    assertThat(device.all(Downlink.PageAnswer.class)).isEmpty();
  }
}
