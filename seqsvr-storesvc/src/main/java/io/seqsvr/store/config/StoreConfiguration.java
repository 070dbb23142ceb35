package io.seqsvr.store.config;

import com.zaxxer.hikari.HikariDataSource;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.database.Connections;
import io.seqsvr.store.core.SequenceStore;
import io.seqsvr.store.core.StoredCluster;
import io.seqsvr.store.grpc.CallRunner;
import io.seqsvr.store.grpc.StoreMetrics;
import io.seqsvr.store.grpc.StoreService;
import io.seqsvr.store.mysql.IdentityCheck;
import io.seqsvr.store.mysql.MysqlSectionStorage;
import io.seqsvr.store.mysql.StoreSchema;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.grpc.server.service.GrpcService;

/** The store's parts, from the database up. Spring closes them in the opposite order. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
  private static final int MAX_CALLS_PER_CONNECTION = 1_000;
  private static final int MAX_RST_FRAMES = 200;
  private static final int RST_WINDOW_SECONDS = 10;

  @Bean
  StoredCluster storedCluster(
      StoreProperties properties,
      @Value("${spring.grpc.server.address:}") String address,
      @Value("${spring.grpc.server.ssl.bundle:}") String tlsBundle) {
    // Before the database is touched.
    PlaintextCheck.check(address, !tlsBundle.isEmpty(), properties.grpc().allowPlaintext());
    return new StoreSchema(properties.databaseSettings(), InstantSource.system())
        .open(properties.sectionCount(), ConversationKey.HASH_NAME);
  }

  @Bean
  HikariDataSource storePool(StoredCluster cluster, StoreProperties properties) {
    return Connections.pool(
        properties.databaseSettings(), "seqsvr-store", new IdentityCheck(cluster.identity()));
  }

  @Bean
  SequenceStore sequenceStore(
      StoredCluster cluster, HikariDataSource storePool, StoreProperties properties) {
    return new SequenceStore(
        cluster,
        new MysqlSectionStorage(storePool, properties.database().pausedWriterTimeout()),
        InstantSource.system());
  }

  @Bean
  StoreMetrics storeMetrics(ObjectProvider<MeterRegistry> registry) {
    return new StoreMetrics(registry.getIfAvailable(SimpleMeterRegistry::new));
  }

  @Bean
  CallRunner callRunner(StoreProperties properties, StoreMetrics metrics) {
    return new CallRunner(
        properties.database().poolSize(),
        properties.grpc().maxQueuedCalls(),
        properties.grpc().callTimeout(),
        metrics);
  }

  @Bean
  @GrpcService
  StoreService storeService(SequenceStore store, CallRunner runner) {
    return new StoreService(store, runner);
  }

  /**
   * Calls leave the transport's threads for {@link CallRunner}'s, so they need no others; what one
   * connection may do is bounded.
   */
  @Bean
  ServerBuilderCustomizer<NettyServerBuilder> transportBounds() {
    return builder ->
        builder
            .directExecutor()
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RST_FRAMES, RST_WINDOW_SECONDS);
  }
}
