package io.seqsvr.message.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.database.DatabaseStartException;
import io.seqsvr.message.server.delivery.Delivery;
import io.seqsvr.message.server.lane.Lanes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * A running message service, in this process. It takes all lanes of its database at its start, from
 * whoever has them. It installs no shutdown hook: whoever starts it closes it. Thread-safe.
 */
public final class MessageServer implements AutoCloseable {
  /** Below everything that an operator sets. A hello of 1000 cursors has 300 KB. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.main.log-startup-info", "false"),
          Map.entry("spring.grpc.server.address", "${seqsvr.message.grpc.address:127.0.0.1}"),
          Map.entry("spring.grpc.server.port", "${seqsvr.message.grpc.port:7301}"),
          Map.entry("spring.grpc.server.inbound.message.max-size", "1MB"),
          Map.entry("spring.grpc.server.inbound.metadata.max-size", "8KB"),
          Map.entry("spring.grpc.server.keepalive.permit.time", "10s"),
          Map.entry("spring.grpc.server.keepalive.permit.without-calls", "true"),
          Map.entry("spring.grpc.server.keepalive.connection.max-idle-time", "1h"),
          Map.entry("spring.grpc.server.shutdown.grace-period", "5s"));

  private final ConfigurableApplicationContext context;

  private MessageServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts a service that keeps its metrics to itself. */
  public static MessageServer start(Map<String, String> properties) {
    return start(properties, new SimpleMeterRegistry());
  }

  /**
   * Starts it; returns when it serves.
   *
   * @param properties win over environment variables ({@code SEQSVR_MESSAGE_...}), which win over
   *     {@code conf/message.yml} in the working directory; {@code
   *     spring.config.additional-location} names another place for the file
   * @param registry takes the metrics
   * @throws DatabaseStartException if the database cannot be used; one line for the operator
   * @throws MessageStartException if the sequence service does not answer, or the service would
   *     serve in plain text off this machine
   * @throws SeqsvrException CLUSTER_MISMATCH if the database is of another cluster, or has another
   *     number of lanes
   */
  public static MessageServer start(Map<String, String> properties, MeterRegistry registry) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("spring.config.name", "message");
    arguments.put("spring.config.additional-location", "optional:file:./conf/");
    arguments.putAll(properties);
    try {
      return new MessageServer(
          new SpringApplicationBuilder(MessageApplication.class)
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

  /** Ends exceptionally if the service can never serve again; else not at all. */
  public CompletableFuture<Void> failure() {
    return context.getBean(Lanes.class).failure().copy();
  }

  /** Sends devices away, ends calls in flight within the grace period, then everything else. */
  @Override
  public void close() {
    // Before the server waits for open streams to end.
    context.getBean(Delivery.class).close();
    context.close();
  }
}
