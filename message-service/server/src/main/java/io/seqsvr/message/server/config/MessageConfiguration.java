package io.seqsvr.message.server.config;

import com.zaxxer.hikari.HikariDataSource;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.client.SeqClient;
import io.seqsvr.database.Connections;
import io.seqsvr.database.Transactions;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.server.core.MessageReads;
import io.seqsvr.message.server.delivery.Delivery;
import io.seqsvr.message.server.delivery.RecentMessages;
import io.seqsvr.message.server.grpc.MessageGrpcService;
import io.seqsvr.message.server.lane.LaneEnvironment;
import io.seqsvr.message.server.lane.LaneObserver;
import io.seqsvr.message.server.lane.LaneSettings;
import io.seqsvr.message.server.lane.LaneStorage;
import io.seqsvr.message.server.lane.Lanes;
import io.seqsvr.message.server.lane.OwnershipWatch;
import io.seqsvr.message.server.mysql.ClusterCheck;
import io.seqsvr.message.server.mysql.MessageCluster;
import io.seqsvr.message.server.mysql.MessageSchema;
import io.seqsvr.message.server.mysql.MysqlLaneStorage;
import io.seqsvr.message.server.mysql.MysqlMessageReads;
import io.seqsvr.message.server.seq.SeqClientSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/**
 * The service's parts, from the database up; each names what must be there before it. Spring closes
 * them in the opposite order, after the gRPC server, which it opens when all are there.
 */
@Configuration(proxyBeanMethods = false)
class MessageConfiguration {
  private static final int MAX_CALLS_PER_CONNECTION = 1_000;
  private static final int MAX_RST_FRAMES = 200;
  private static final int RST_WINDOW_SECONDS = 10;
  private static final Duration OWNERSHIP_PERIOD = Duration.ofSeconds(1);
  private static final int RECENT_PER_CONVERSATION = 1_000;

  /** What the server will bind, whichever property says so. */
  @Bean
  ListenAddress listenAddress(
      @Value("${spring.grpc.server.address:}") String host,
      @Value("${spring.grpc.server.port:9090}") int port) {
    return new ListenAddress(host, port);
  }

  @Bean
  MessageSchema messageSchema(
      MessageProperties properties,
      ListenAddress address,
      SslBundles bundles,
      @Value("${spring.grpc.server.ssl.bundle:}") String tlsBundle) {
    // Before the database is touched.
    address.checkPlaintext(!tlsBundle.isEmpty(), properties.allowPlaintext());
    checkTls(bundles, tlsBundle);
    MessageSchema schema = new MessageSchema(properties.databaseSettings(), InstantSource.system());
    schema.migrate();
    return schema;
  }

  /** The server reads it only after the lanes are taken, and could not give them back. */
  private static void checkTls(SslBundles bundles, String name) {
    if (name.isEmpty()) {
      return;
    }
    try {
      var unused = bundles.getBundle(name).createSslContext();
    } catch (RuntimeException e) {
      throw new MessageStartException(
          "cannot use the TLS bundle " + name + " of spring.grpc.server.ssl.bundle: " + e, e);
    }
  }

  @Bean
  SeqClient seqClient(MessageProperties properties, MessageSchema migrated) {
    return SequenceService.client(properties);
  }

  @Bean
  MessageCluster messageCluster(
      MessageProperties properties, MessageSchema schema, SeqClient client) {
    MessageCluster cluster =
        new MessageCluster(
            SequenceService.awaitClusterId(client, properties),
            properties.lanes().count(),
            ConversationKey.HASH_NAME);
    schema.claim(cluster);
    return cluster;
  }

  @Bean
  HikariDataSource messagePool(MessageCluster cluster, MessageProperties properties) {
    return Connections.pool(
        properties.databaseSettings(), "seqsvr-message", new ClusterCheck(cluster));
  }

  @Bean
  Transactions transactions(HikariDataSource messagePool, MessageProperties properties) {
    return new Transactions(
        messagePool,
        properties.database().pausedWriterTimeout(),
        "the database of messages does not answer");
  }

  @Bean
  MysqlLaneStorage laneStorage(Transactions transactions) {
    return new MysqlLaneStorage(
        transactions, MessageLimits.MEMBERS_PER_GROUP, InstantSource.system());
  }

  @Bean
  MysqlMessageReads messageReads(Transactions transactions) {
    return new MysqlMessageReads(transactions);
  }

  @Bean
  MessageThreads messageThreads(MessageProperties properties) {
    return new MessageThreads(
        properties.lanes().workers(), properties.readers(), properties.grpc().maxQueuedCalls());
  }

  @Bean
  Delivery delivery(
      MessageReads reads,
      MessageThreads threads,
      MessageProperties properties,
      MeterRegistry registry) {
    InstantSource instants = InstantSource.system();
    Delivery delivery =
        new Delivery(
            reads,
            new RecentMessages(
                properties.delivery().cacheSize().toBytes(), RECENT_PER_CONVERSATION, instants),
            threads.sessions(),
            threads.readers(),
            threads.timers(),
            MonotonicClock.system(),
            instants,
            new SecureRandom(),
            properties.delivery().settings(),
            new DeliveryMetrics(registry));
    registry.gauge("seqsvr.message.connections", delivery, Delivery::sessions);
    return delivery;
  }

  @Bean
  LaneObserver laneObserver(MeterRegistry registry) {
    return new LaneMetrics(registry);
  }

  /** Takes the lanes, which every other process that has them loses by that. */
  @Bean
  Lanes lanes(
      LaneStorage storage,
      SeqClient client,
      Delivery delivery,
      MessageThreads threads,
      MessageProperties properties,
      ListenAddress address,
      LaneObserver observer,
      MeterRegistry registry) {
    address.checkFree();
    LaneSettings settings = properties.lanes().settings();
    Lanes lanes =
        new Lanes(
            storage,
            new SeqClientSource(
                client, Lanes.NAMESPACE, properties.allocTimeout(), settings.retryAfter()),
            storage.acquireLanes(),
            delivery,
            observer,
            settings,
            new LaneEnvironment(
                threads.lanes(),
                (task, delayNanos) -> threads.timers().schedule(delayNanos, task),
                MonotonicClock.system(),
                InstantSource.system(),
                new SecureRandom()));
    registry.gauge("seqsvr.message.queued", lanes, Lanes::queuedCount);
    return lanes;
  }

  @Bean
  OwnershipWatch ownershipWatch(Lanes lanes, MessageThreads threads, LaneObserver observer) {
    return OwnershipWatch.begin(
        lanes,
        (task, delayNanos) -> threads.timers().schedule(delayNanos, task),
        threads.readers(),
        observer,
        OWNERSHIP_PERIOD);
  }

  @Bean
  MessageGrpcService messageService(
      Lanes lanes, MessageReads reads, Delivery delivery, MessageThreads threads) {
    return new MessageGrpcService(
        lanes, reads, delivery, threads.readers(), InstantSource.system());
  }

  @Bean
  HealthStatusManager healthStatusManager() {
    return new HealthStatusManager();
  }

  @Bean
  HealthPublisher healthPublisher(HealthStatusManager health, Lanes lanes) {
    return new HealthPublisher(health, lanes);
  }

  /** Calls never block, so they run on the transport's threads; a connection has bounds. */
  @Bean
  ServerBuilderCustomizer<NettyServerBuilder> transportBounds() {
    return builder ->
        builder
            .directExecutor()
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RST_FRAMES, RST_WINDOW_SECONDS);
  }
}
