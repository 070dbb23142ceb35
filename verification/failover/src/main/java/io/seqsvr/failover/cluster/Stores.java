package io.seqsvr.failover.cluster;

import io.seqsvr.embedded.Ports;
import io.seqsvr.failover.database.TestDatabase;
import io.seqsvr.failover.process.Child;
import io.seqsvr.failover.process.Children;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The store tier, on the same ports in each of its lives. Confined to one thread. */
public final class Stores {
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final Program program;
  private final int sections;
  private final TestDatabase database;
  private final Children children;
  private final Patience patience;
  private final List<Integer> ports;
  private final List<Child> running = new ArrayList<>();

  Stores(
      Program program,
      ClusterPlan plan,
      TestDatabase database,
      Children children,
      Patience patience) {
    this.program = program;
    this.sections = plan.sections();
    this.database = database;
    this.children = children;
    this.patience = patience;
    this.ports = IntStream.range(0, plan.stores()).mapToObj(i -> Ports.free()).toList();
  }

  List<Integer> ports() {
    return ports;
  }

  /** Kills all of them (SIGKILL); returns when they are gone. */
  public void kill() {
    running.forEach(Child::kill);
    running.forEach(Child::killAndWait);
    running.clear();
  }

  /** Starts all of them and waits until they are ready. */
  public void start() throws IOException, DrillFailedException, InterruptedException {
    for (int port : ports) {
      running.add(
          children.start(
              "store",
              program.tier("store", settings(port)),
              Map.of("SEQSVR_STORE_DATABASE_PASSWORD", database.password())));
      if (running.size() == 1) {
        // The first one makes the tables.
        running.get(0).awaitLine("READY", READY_LIMIT, patience);
      }
    }
    for (Child child : running) {
      child.awaitLine("READY", READY_LIMIT, patience);
    }
  }

  private Map<String, String> settings(int port) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("seqsvr.store.section-count", "" + sections);
    settings.put("seqsvr.store.database.url", database.jdbcUrl(TestDatabase.STORE));
    settings.put("seqsvr.store.database.username", database.user());
    settings.put("seqsvr.store.grpc.port", "" + port);
    return settings;
  }
}
