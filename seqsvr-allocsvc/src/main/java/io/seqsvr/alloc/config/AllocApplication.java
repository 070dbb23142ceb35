package io.seqsvr.alloc.config;

import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.AllocObserver;
import io.seqsvr.alloc.core.AllocSettings;
import io.seqsvr.alloc.core.Coordination;
import io.seqsvr.alloc.core.NodeLoops;
import io.seqsvr.alloc.grpc.ForwardObserver;
import io.seqsvr.alloc.grpc.ForwardedCalls;
import io.seqsvr.alloc.grpc.Forwarder;
import io.seqsvr.alloc.grpc.GrpcSectionStore;
import io.seqsvr.alloc.grpc.PeerChannels;
import io.seqsvr.alloc.grpc.SeqAllocatorService;
import io.seqsvr.alloc.http.AllocController;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.zookeeper.ZooKeeperIdentityRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperLeaseRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperRouteRegister;
import io.seqsvr.cluster.zookeeper.ZooKeeperSession;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
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
  StoreChannels storeChannels(AllocProperties properties) throws IOException {
    return new StoreChannels(
        properties.stores(), properties.storeCa(), properties.allowPlaintext());
  }

  @Bean
  ZooKeeperSession zooKeeperSession(AllocProperties properties) {
    AllocProperties.ZooKeeper zookeeper = properties.zookeeper();
    return ZooKeeperSession.open(
        zookeeper.connectString(), zookeeper.root(), zookeeper.timeout(), zookeeper.credentials());
  }

  @Bean(initMethod = "start")
  AllocNode allocNode(
      AllocProperties properties,
      AllocSettings settings,
      StoreChannels stores,
      ZooKeeperSession session,
      AllocObserver observer,
      Environment environment) {
    Plaintext.checkListening(environment, properties.allowPlaintext());
    String advertised = properties.advertised();
    GrpcSectionStore store = new GrpcSectionStore(stores.channels(), properties.storeTimeout());
    return new AllocNode(
        new NodeIdentity(properties.nodeId(), RandomId.next(), advertised),
        properties.share(),
        settings,
        store,
        new Coordination(
            new ZooKeeperIdentityRegister(session),
            new ZooKeeperLeaseRegister(session, TIER),
            cluster -> store.leases(cluster, properties.lease().dividedBy(2)),
            new ZooKeeperRouteRegister(session, TIER)),
        MonotonicClock.system(),
        InstantSource.system(),
        observer,
        NodeLoops.ofThreads());
  }

  @Bean
  AllocGauges allocGauges(AllocNode node) {
    return new AllocGauges(node::stats, node::leaseRemainingNanos, MonotonicClock.system());
  }

  @Bean
  ForwardObserver forwardObserver(MeterRegistry registry) {
    return new ForwardMetrics(registry);
  }

  @Bean
  PeerChannels peerChannels(AllocProperties properties, ForwardObserver observer)
      throws IOException {
    return new PeerChannels(
        new PeerConnector(properties.peerCa(), properties.allowPlaintext()), observer);
  }

  @Bean
  PeerFollower peerFollower(AllocNode node, PeerChannels peers) {
    return new PeerFollower(node, peers);
  }

  @Bean
  Forwarder forwarder(AllocNode node, PeerChannels peers, ForwardObserver observer) {
    return new Forwarder(node::routes, node::self, peers, Forwarder.MAX_IN_FLIGHT, observer);
  }

  @Bean
  SeqAllocatorService seqAllocatorService(
      AllocNode node, AllocSettings settings, Forwarder forwarder) {
    return new SeqAllocatorService(node, settings, forwarder, MonotonicClock.system());
  }

  @Bean
  AllocController allocController(AllocNode node, Forwarder forwarder) {
    return new AllocController(node, new ForwardedCalls(forwarder));
  }

  @Bean
  HealthIndicator sectionsHealthIndicator(AllocNode node) {
    return () ->
        (node.isServing() ? Health.up() : node.isReady() ? Health.outOfService() : Health.down())
            .build();
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
            .addTransportFilter(SeqAllocatorService.connectionFilter())
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RST_FRAMES, RST_WINDOW_SECONDS);
  }
}
