package io.seqsvr.message.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.message.client.internal.Dialer;
import io.seqsvr.message.client.internal.Link;
import io.seqsvr.message.client.internal.LinkEnd;
import io.seqsvr.message.client.internal.LinkEvents;
import io.seqsvr.message.client.internal.Position;
import io.seqsvr.message.client.internal.Tuning;
import io.seqsvr.message.v1.ClientFrame;
import io.seqsvr.message.v1.ServerFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Devices, a service and a network in virtual time: everything that happens follows from the seed.
 * Frames go through the real encoder and decoder. Confined to one thread.
 */
final class World {
  /** What the network does with a frame. */
  enum Fate {
    PASS,
    DROP,
    TWICE,
    /** Those that come within the next 25 ms overtake it. */
    LATE,
    /** It is lost, and the connection with it. */
    CUT
  }

  private static final long LATENCY_NANOS = Duration.ofMillis(1).toNanos();
  private static final long LATE_NANOS = Duration.ofMillis(25).toNanos();

  final VirtualTime time = new VirtualTime();
  final FakeService service = new FakeService();
  final Random random;
  Function<ClientFrame, Fate> up = frame -> Fate.PASS;
  Function<ServerFrame, Fate> down = frame -> Fate.PASS;
  boolean reachable = true;
  @Nullable LinkEnd refusal;
  int dials;

  World(long seed) {
    this.random = new Random(seed);
    every(Duration.ofMillis(500), service::redeliver);
    every(Duration.ofSeconds(1), service::heartbeat);
  }

  Device device(String user) {
    return device(user, new Device.Disk(), false, Tuning.standard());
  }

  Device device(String user, Device.Disk disk, boolean beginWithNext, Tuning tuning) {
    return new Device(this, user, new Network(), disk, beginWithNext, tuning);
  }

  void pass(Duration duration) {
    time.pass(duration);
  }

  void pass() {
    pass(Duration.ofSeconds(1));
  }

  /** Everything of the log was shown on the device, once and in order, and nobody misbehaved. */
  void assertShown(Device device, String conversation) {
    FakeLog log = service.create(conversation, List.of());
    assertThat(device.seqs(conversation)).isEqualTo(List.copyOf(log.messages.keySet()));
    assertThat(device.engine.shown(conversation)).isEqualTo(log.head());
    assertThat(service.offences).isEmpty();
  }

  private void every(Duration period, Runnable task) {
    var unused =
        time.schedule(
            () -> {
              task.run();
              every(period, task);
            },
            period.toNanos());
  }

  private final class Network implements Dialer {
    @Override
    public Link dial(LinkEvents events) {
      dials++;
      Wire wire = new Wire(events);
      if (!reachable || refusal != null) {
        LinkEnd end = refusal == null ? new LinkEnd(false, "unreachable", 0) : refusal;
        time.execute(() -> wire.end(end));
      }
      return wire;
    }

    @Override
    public void heads(String user, String after, Consumer<Heads> onEnd) {
      if (!reachable) {
        onEnd.accept(new Heads.Failed(new LinkEnd(false, "unreachable", 0)));
        return;
      }
      List<Map.Entry<String, Position>> all =
          service.logsOf(user).stream()
              .filter(log -> log.id.compareTo(after) > 0)
              .map(log -> Map.entry(log.id, new Position(log.epoch, log.head())))
              .toList();
      List<Map.Entry<String, Position>> some = all.subList(0, Math.min(2, all.size()));
      onEnd.accept(new Heads.Some(some, some.size() < all.size()));
    }

    @Override
    public void close() {}
  }

  /** One stream. Frames of either direction keep their order unless their fate says otherwise. */
  private final class Wire implements Link {
    private final LinkEvents events;
    private final FakeSession session;
    private boolean closed;

    Wire(LinkEvents events) {
      this.events = events;
      this.session = service.connect(this::receive);
    }

    @Override
    public void send(io.seqsvr.message.client.internal.ClientFrame frame) {
      ClientFrame encoded = Encoder.frame(frame);
      carry(up.apply(encoded), () -> service.onFrame(session, encoded));
    }

    private void receive(@Nullable ServerFrame frame) {
      if (frame == null) {
        carry(Fate.PASS, () -> end(new LinkEnd(false, "the stream ended", 0)));
      } else {
        carry(down.apply(frame), () -> events.onFrame(Decoder.frame(frame)));
      }
    }

    private void carry(Fate fate, Runnable arrival) {
      if (fate == Fate.DROP) {
        return;
      }
      if (fate == Fate.CUT) {
        time.execute(() -> end(new LinkEnd(false, "cut", 0)));
        return;
      }
      long delay = LATENCY_NANOS + (fate == Fate.LATE ? LATE_NANOS : 0);
      for (int i = 0; i < (fate == Fate.TWICE ? 2 : 1); i++) {
        var unused =
            time.schedule(
                () -> {
                  if (!closed) {
                    arrival.run();
                  }
                },
                delay);
      }
    }

    private void end(LinkEnd end) {
      if (!closed) {
        closed = true;
        session.closed();
        events.onEnd(end);
      }
    }

    @Override
    public void consumed() {}

    @Override
    public void close() {
      closed = true;
      session.closed();
    }
  }
}
