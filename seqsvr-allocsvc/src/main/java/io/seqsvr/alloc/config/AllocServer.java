package io.seqsvr.alloc.config;

import io.seqsvr.alloc.core.AllocNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A running alloc node: gRPC and HTTP servers around one {@link AllocNode}.
 *
 * <p>Thread-safe. {@link #start} blocks until the servers listen; {@link #close} until they have
 * stopped and the sections are given back. No shutdown hook is registered: who starts it closes it.
 */
public final class AllocServer implements AutoCloseable {
  private static final String CONFIG_NAME = "alloc";

  private final ConfigurableApplicationContext context;
  private final AllocNode node;

  private AllocServer(ConfigurableApplicationContext context) {
    this.context = context;
    this.node = context.getBean(AllocNode.class);
  }

  /**
   * Starts a node.
   *
   * @param settings by name, for example {@code seqsvr.alloc.step}; they win over environment
   *     variables ({@code SEQSVR_ALLOC_STEP}), which win over {@code conf/alloc.yml} in the working
   *     directory; {@code spring.config.additional-location} names another place for the file
   */
  public static AllocServer start(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spring.config.name", CONFIG_NAME);
    all.put("spring.config.additional-location", "optional:file:./conf/");
    all.putAll(settings);
    String[] arguments =
        all.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    return new AllocServer(
        new SpringApplicationBuilder(AllocApplication.class)
            .web(WebApplicationType.SERVLET)
            .registerShutdownHook(false)
            .logStartupInfo(false)
            .properties(
                "spring.application.name=seqsvr-alloc",
                "spring.jmx.enabled=false",
                "spring.main.banner-mode=off")
            .run(arguments));
  }

  /** Whether the node serves every section that the routing table gives it, be that none. */
  public boolean isReady() {
    return node.isReady();
  }

  /** Whether the node is ready and has sections to serve. */
  public boolean isServing() {
    return node.isServing();
  }

  /** Ends exceptionally if the node can never serve. */
  public CompletableFuture<Void> failure() {
    return node.failure();
  }

  /** The node leaves first, and callers are answered until it has. */
  @Override
  public void close() {
    node.close();
    context.close();
  }
}
