package io.seqsvr.alloc.config;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.AllocObserver;
import io.seqsvr.alloc.core.AllocSettings;
import io.seqsvr.alloc.core.Coordination;
import io.seqsvr.alloc.grpc.GrpcSectionStore;
import io.seqsvr.alloc.grpc.SeqAllocatorService;
import io.seqsvr.alloc.http.AllocController;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.zookeeper.ZooKeeperIdentityRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperLeaseRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperRouteRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperSession;
import java.util.List;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/** The beans of one alloc node. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(AllocProperties.class)
class AllocApplication {
  private static final String TIER = "alloc";
  private static final int MAX_CALLS_PER_CONNECTION = 1_000;
  private static final int MAX_RST_FRAMES = 200;
  private static final int RST_WINDOW_SECONDS = 10;

  @Bean
  AllocSettings allocSettings(AllocProperties properties) {
    return properties.settings();
  }

  @Bean
  AllocObserver allocObserver(MeterRegistry registry) {
    return new AllocMetrics(registry);
  }

  @Bean
  StoreChannels storeChannels(AllocProperties properties) {
    return new StoreChannels(properties.stores());
  }

  @Bean
  ZooKeeperSession zooKeeperSession(AllocProperties properties) {
    AllocProperties.ZooKeeper zookeeper = properties.zookeeper();
    return ZooKeeperSession.open(zookeeper.connectString(), zookeeper.root(), zookeeper.timeout());
  }

  @Bean(initMethod = "start")
  AllocNode allocNode(
      AllocProperties properties,
      AllocSettings settings,
      StoreChannels stores,
      ZooKeeperSession session,
      AllocObserver observer) {
    AllocProperties.Grpc grpc = properties.grpc();
    Plaintext.check(grpc.address(), properties.allowPlaintext());
    Plaintext.check(properties.http().address(), properties.allowPlaintext());
    String advertised =
        properties.advertisedAddress().isEmpty()
            ? grpc.address() + ":" + grpc.port()
            : properties.advertisedAddress();
    return new AllocNode(
        new NodeIdentity(properties.nodeId(), RandomId.next(), advertised),
        settings,
        new GrpcSectionStore(stores.channels(), properties.storeTimeout()),
        new Coordination(
            new ZooKeeperIdentityRegister(session),
            new ZooKeeperLeaseRegister(session, TIER),
            new ZooKeeperRouteRegister(session, TIER)),
        MonotonicClock.system(),
        observer);
  }

  @Bean
  SeqAllocatorService seqAllocatorService(AllocNode node, AllocSettings settings) {
    return new SeqAllocatorService(node, settings);
  }

  @Bean
  AllocController allocController(AllocNode node) {
    return new AllocController(node);
  }

  @Bean
  HealthStatusManager healthStatusManager() {
    return new HealthStatusManager();
  }

  @Bean
  HealthPublisher healthPublisher(AllocNode node, HealthStatusManager health) {
    return new HealthPublisher(node, health);
  }

  /**
   * Calls never block, so they run on the transport's threads; what one connection may do is
   * bounded.
   */
  @Bean
  ServerBuilderCustomizer<NettyServerBuilder> transportBounds() {
    return builder ->
        builder
            .directExecutor()
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RST_FRAMES, RST_WINDOW_SECONDS);
  }

  /** Connections to the stores. */
  static final class StoreChannels implements AutoCloseable {
    private final List<ManagedChannel> channels;

    StoreChannels(List<String> addresses) {
      channels =
          addresses.stream()
              .<ManagedChannel>map(
                  address -> ManagedChannelBuilder.forTarget(address).usePlaintext().build())
              .toList();
    }

    List<ManagedChannel> channels() {
      return channels;
    }

    @Override
    public void close() {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }
}
