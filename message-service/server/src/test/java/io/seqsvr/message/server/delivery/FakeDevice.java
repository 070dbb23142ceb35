package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.server.core.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A device that keeps every frame and does nothing by itself. */
final class FakeDevice implements FrameSink {
  final List<Downlink> frames = new ArrayList<>();
  boolean ready = true;
  boolean ended;
  int taken;

  /** Told of each frame that it gets. */
  Consumer<Downlink> onSend = frame -> {};

  final DeviceSession session;
  private final DeliveryFixture server;
  private final String user;
  private final String device;

  FakeDevice(DeliveryFixture server, String user, String device) {
    this.server = server;
    this.user = user;
    this.device = device;
    this.session = server.delivery.connect(server.lanes, this);
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void send(Downlink frame) {
    if (ended) {
      throw new IllegalStateException("a frame after the end: " + frame);
    }
    frames.add(frame);
    onSend.accept(frame);
  }

  @Override
  public void end() {
    if (ended) {
      throw new IllegalStateException("ended twice");
    }
    ended = true;
  }

  void says(Uplink frame) {
    session.onFrame(frame, () -> taken++);
    server.world.run();
  }

  void hello(Begin begin, Cursor... cursors) {
    says(new Uplink.Hello(user, device, List.of(cursors), false, begin));
  }

  void acks(String conversation, long seq) {
    says(new Uplink.Ack(conversation, seq));
  }

  void pulls(String conversation, long after) {
    says(new Uplink.Pull(1, conversation, after, Long.MAX_VALUE, 100));
  }

  void sends(long clientSeq, String conversation, String clientMsgId, boolean stored) {
    says(
        new Uplink.Send(
            clientSeq,
            conversation,
            clientMsgId,
            MessageKind.CHAT,
            stored,
            true,
            Body.of(new byte[1])));
  }

  void takesAgain() {
    ready = true;
    session.onReady();
    server.world.run();
  }

  <T extends Downlink> List<T> all(Class<T> type) {
    return frames.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends Downlink> T last(Class<T> type) {
    List<T> all = all(type);
    if (all.isEmpty()) {
      throw new AssertionError("no " + type.getSimpleName() + " in " + frames);
    }
    return all.get(all.size() - 1);
  }

  /** Seqs of a conversation in the order in which they were pushed. */
  List<Long> pushed(String conversation) {
    return all(Downlink.Push.class).stream()
        .filter(push -> push.conversation().equals(conversation))
        .flatMap(push -> push.messages().stream())
        .map(StoredMessage::seq)
        .toList();
  }

  Downlink.GoAway goAway() {
    if (!ended) {
      throw new AssertionError("it has not ended: " + frames);
    }
    return last(Downlink.GoAway.class);
  }

  SeqsvrException refusal() {
    SeqsvrException refusal = goAway().refusal();
    if (refusal == null) {
      throw new AssertionError("nothing was wrong: " + goAway());
    }
    return refusal;
  }
}
