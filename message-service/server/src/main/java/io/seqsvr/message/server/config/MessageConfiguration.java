package io.seqsvr.message.server.config;

import com.zaxxer.hikari.HikariDataSource;
import io.grpc.netty.NettyServerBuilder;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.client.SeqClient;
import io.seqsvr.database.Connections;
import io.seqsvr.database.Transactions;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.server.mysql.ClusterCheck;
import io.seqsvr.message.server.mysql.MessageCluster;
import io.seqsvr.message.server.mysql.MessageSchema;
import io.seqsvr.message.server.mysql.MysqlLaneStorage;
import io.seqsvr.message.server.mysql.MysqlMessageReads;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
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

  @Bean
  MessageSchema messageSchema(
      MessageProperties properties, @Value("${spring.grpc.server.ssl.bundle:}") String tlsBundle) {
    // Before the database is touched.
    PlaintextCheck.check(properties, !tlsBundle.isEmpty());
    MessageSchema schema = new MessageSchema(properties.databaseSettings(), InstantSource.system());
    schema.migrate();
    return schema;
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

  /** What one connection may do is bounded. */
  @Bean
  ServerBuilderCustomizer<NettyServerBuilder> transportBounds() {
    return builder ->
        builder
            .directExecutor()
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RST_FRAMES, RST_WINDOW_SECONDS);
  }
}
