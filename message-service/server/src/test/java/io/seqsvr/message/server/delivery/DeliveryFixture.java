package io.seqsvr.message.server.delivery;

import io.seqsvr.message.server.core.Body;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.MessageKind;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.lane.LaneEnvironment;
import io.seqsvr.message.server.lane.LaneObserver;
import io.seqsvr.message.server.lane.LaneSettings;
import io.seqsvr.message.server.lane.Lanes;
import io.seqsvr.message.server.lane.SeqSource;
import io.seqsvr.message.server.testing.InMemoryMessageStorage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** One server without a network: real lanes and real delivery on a log in memory. */
public final class DeliveryFixture {
  /** Where time passes and tasks run. */
  public final VirtualWorld world;

  /** The database. */
  public final InMemoryMessageStorage storage = new InMemoryMessageStorage(4, 100_000);

  /** The server's sessions. */
  public final Delivery delivery;

  /** The way to change conversations. */
  public final Lanes lanes;

  final CountingObserver observer = new CountingObserver();
  private final Map<String, Long> lastSeqs = new HashMap<>();
  private final AtomicLong messages = new AtomicLong();

  public DeliveryFixture() {
    this(DeliverySettings.defaults());
  }

  DeliveryFixture(DeliverySettings settings) {
    this(settings, new VirtualWorld(), new Random(1), 1 << 20);
  }

  DeliveryFixture(DeliverySettings settings, VirtualWorld world, Random random, long recentBytes) {
    this.world = world;
    this.delivery =
        new Delivery(
            storage,
            new RecentMessages(recentBytes, 512, world),
            world,
            world,
            world,
            world,
            world,
            random,
            settings,
            observer);
    this.lanes =
        new Lanes(
            storage,
            counts -> {
              Map<String, SeqSource.Block> blocks = new HashMap<>();
              counts.forEach(
                  (conversation, count) ->
                      blocks.put(conversation, take(conversation, count, random)));
              return blocks;
            },
            storage.acquireLanes(),
            delivery,
            LaneObserver.NONE,
            LaneSettings.defaults(),
            new LaneEnvironment(world, world, world, world, random));
  }

  /** Seqs with holes between the blocks. */
  private SeqSource.Block take(String conversation, int count, Random random) {
    long first = lastSeqs.getOrDefault(conversation, 0L) + 1 + random.nextInt(3);
    lastSeqs.put(conversation, first + count - 1);
    return new SeqSource.Block.Taken(first);
  }

  /** Creates a group. */
  public void create(String conversation, String... members) {
    done(lanes.create(conversation, List.of(members)));
  }

  void add(String conversation, String user) {
    done(lanes.addMembers(conversation, List.of(user)));
  }

  void remove(String conversation, String user) {
    done(lanes.removeMembers(conversation, List.of(user)));
  }

  /** Sends a message with a body of its own. */
  public Receipt send(String conversation, String sender) {
    return send(conversation, sender, 1);
  }

  Receipt send(String conversation, String sender, int bodyBytes) {
    SendResult result =
        done(lanes.send(draft(conversation, sender, "m" + messages.incrementAndGet(), bodyBytes)));
    if (result instanceof SendResult.Accepted accepted) {
      return accepted.receipt();
    }
    throw new IllegalStateException("not accepted: " + result);
  }

  void send(String conversation, String sender, int bodyBytes, int count) {
    for (int i = 0; i < count; i++) {
      send(conversation, sender, bodyBytes);
    }
  }

  static Draft draft(String conversation, String sender, String clientMsgId, int bodyBytes) {
    return new Draft(
        new SendKey(conversation, sender, clientMsgId),
        MessageKind.CHAT,
        true,
        Body.of(new byte[bodyBytes]));
  }

  /** A device that has not said hello. */
  FakeDevice device(String user, String device) {
    return new FakeDevice(this, user, device);
  }

  /** A device that stands at these cursors and is connected. */
  FakeDevice connected(String user, Cursor... cursors) {
    FakeDevice device = device(user, "d");
    device.hello(Begin.FIRST_VISIBLE, cursors);
    world.run();
    return device;
  }

  void advance(Duration time) {
    world.advance(time);
  }

  private <T> T done(CompletableFuture<T> future) {
    world.run();
    if (!future.isDone()) {
      throw new IllegalStateException("it did not end");
    }
    return future.join();
  }
}
