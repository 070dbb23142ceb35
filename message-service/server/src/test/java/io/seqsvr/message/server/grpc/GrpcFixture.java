package io.seqsvr.message.server.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.delivery.Delivery;
import io.seqsvr.message.server.delivery.DeliveryObserver;
import io.seqsvr.message.server.delivery.DeliverySettings;
import io.seqsvr.message.server.delivery.RecentMessages;
import io.seqsvr.message.server.lane.LaneEnvironment;
import io.seqsvr.message.server.lane.LaneObserver;
import io.seqsvr.message.server.lane.LaneSettings;
import io.seqsvr.message.server.lane.Lanes;
import io.seqsvr.message.server.lane.SeqSource;
import io.seqsvr.message.server.testing.InMemoryMessageStorage;
import io.seqsvr.message.v1.MessageServiceGrpc;
import io.seqsvr.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The whole message server but database and network, with real threads. */
final class GrpcFixture implements AutoCloseable {
  final InMemoryMessageStorage storage = new InMemoryMessageStorage(4, 100_000);
  final ManagedChannel channel;
  final MessageServiceBlockingStub stub;
  final Delivery delivery;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final Lanes lanes;
  private final Server server;
  private final Map<String, Long> lastSeqs = new ConcurrentHashMap<>();

  GrpcFixture() throws IOException {
    this(log -> log, null);
  }

  /**
   * @param readers runs what reads, or null
   */
  GrpcFixture(UnaryOperator<MessageLog> log, @org.jspecify.annotations.Nullable Executor readers)
      throws IOException {
    Random random = new Random(1);
    MonotonicClock clock = MonotonicClock.system();
    Executor reading = readers == null ? threads : readers;
    delivery =
        new Delivery(
            storage,
            new RecentMessages(1 << 20, 512, InstantSource.system()),
            threads,
            reading,
            (delayNanos, task) -> {
              ScheduledFuture<?> timer = threads.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
              return () -> {
                var unused = timer.cancel(false);
              };
            },
            clock,
            InstantSource.system(),
            random,
            DeliverySettings.defaults(),
            DeliveryObserver.NONE);
    lanes =
        new Lanes(
            storage,
            this::take,
            storage.acquireLanes(),
            delivery,
            LaneObserver.NONE,
            LaneSettings.defaults(),
            new LaneEnvironment(
                threads,
                (task, delayNanos) -> {
                  var unused = threads.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
                },
                clock,
                InstantSource.system(),
                random));
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(
                new MessageGrpcService(
                    log.apply(lanes), storage, delivery, reading, InstantSource.system()))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
    stub = MessageServiceGrpc.newBlockingStub(channel);
  }

  private Map<String, SeqSource.Block> take(Map<String, Integer> counts) {
    Map<String, SeqSource.Block> blocks = new HashMap<>();
    counts.forEach(
        (conversation, count) ->
            blocks.put(
                conversation,
                new SeqSource.Block.Taken(
                    lastSeqs.merge(conversation, (long) count, Long::sum) - count + 1)));
    return blocks;
  }

  /** How many messages are stored anywhere. */
  int stored() {
    return storage.conversationIds().stream().mapToInt(id -> storage.messages(id).size()).sum();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    lanes.close();
    threads.shutdownNow();
  }
}
