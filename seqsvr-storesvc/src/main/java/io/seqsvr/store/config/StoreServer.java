package io.seqsvr.store.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.store.core.StoreStartException;
import io.seqsvr.store.core.StoredCluster;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * A running store: the gRPC server and its pool of database connections, in this process. Several
 * can run beside each other. It installs no shutdown hook: whoever starts it closes it.
 */
public final class StoreServer implements AutoCloseable {
  /** Below everything that an operator sets. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.main.log-startup-info", "false"),
          Map.entry("spring.grpc.server.address", "${seqsvr.store.grpc.address:127.0.0.1}"),
          Map.entry("spring.grpc.server.port", "${seqsvr.store.grpc.port:7101}"),
          Map.entry("spring.grpc.server.inbound.message.max-size", "3MB"),
          Map.entry("spring.grpc.server.inbound.metadata.max-size", "8KB"),
          Map.entry("spring.grpc.server.keepalive.permit.time", "10s"),
          Map.entry("spring.grpc.server.keepalive.permit.without-calls", "true"),
          Map.entry("spring.grpc.server.keepalive.connection.max-age", "30m"),
          Map.entry("spring.grpc.server.keepalive.connection.max-idle-time", "1h"),
          Map.entry("spring.grpc.server.keepalive.connection.grace-period", "30s"),
          Map.entry("spring.grpc.server.shutdown.grace-period", "5s"));

  private final ConfigurableApplicationContext context;

  private StoreServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts a store that keeps its metrics to itself. */
  public static StoreServer start(Map<String, String> properties) {
    return start(properties, new SimpleMeterRegistry());
  }

  /**
   * Starts a store; returns when it serves.
   *
   * @param properties win over environment variables ({@code SEQSVR_STORE_...}), which win over
   *     {@code conf/store.yml} in the working directory; {@code spring.config.additional-location}
   *     names another place for the file
   * @param registry takes the metrics
   * @throws DatabaseStartException if the database cannot be used; one line for the operator
   * @throws StoreStartException if it would serve in plain text off this machine
   * @throws SeqsvrException CLUSTER_MISMATCH if the database is of a cluster with other settings
   */
  public static StoreServer start(Map<String, String> properties, MeterRegistry registry) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("spring.config.name", "store");
    arguments.put("spring.config.additional-location", "optional:file:./conf/");
    arguments.putAll(properties);
    try {
      return new StoreServer(
          new SpringApplicationBuilder(StoreApplication.class)
              .web(WebApplicationType.NONE)
              .registerShutdownHook(false)
              .properties(Map.copyOf(DEFAULTS))
              .initializers(
                  context ->
                      ((GenericApplicationContext) context)
                          .registerBean(MeterRegistry.class, () -> registry))
              .run(
                  arguments.entrySet().stream()
                      .map(e -> "--" + e.getKey() + "=" + e.getValue())
                      .toArray(String[]::new)));
    } catch (RuntimeException e) {
      RuntimeException refusal = StartRefusalAnalyzer.refusal(e);
      throw refusal == null ? e : refusal;
    }
  }

  /** The port that it listens on. */
  public int port() {
    return context.getBean(GrpcServerLifecycle.class).getPort();
  }

  /** The cluster that it serves. */
  public ClusterIdentity cluster() {
    return context.getBean(StoredCluster.class).identity();
  }

  /** Ends calls in flight within the grace period, then the server and its connections. */
  @Override
  public void close() {
    context.close();
  }
}
