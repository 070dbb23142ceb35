package io.seqsvr.failover.cluster;

import io.seqsvr.embedded.Ports;
import io.seqsvr.failover.grpc.NodeCalls;
import io.seqsvr.failover.process.Child;
import io.seqsvr.failover.process.DrillFailedException;
import io.seqsvr.failover.process.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of the alloc tier, on the same ports in each of its lives. Faults are for one thread;
 * {@link #calls} may be used by any.
 */
public final class AllocNode {
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final String id;
  private final Ways ways;
  private final Launcher launcher;
  private final Patience patience;
  private final int grpcPort = Ports.free();
  private final int httpPort = Ports.free();
  private final int managementPort = Ports.free();
  private final NodeCalls calls = new NodeCalls("127.0.0.1:" + grpcPort);
  private @Nullable Child child;
  private volatile boolean running;

  AllocNode(String id, Ways ways, Launcher launcher, Patience patience) {
    this.id = id;
    this.ways = ways;
    this.launcher = launcher;
    this.patience = patience;
  }

  /** How a node is started. */
  interface Launcher {
    Child start(AllocNode node) throws IOException;
  }

  /**
   * How a node reaches what it depends on.
   *
   * @param relays in between; empty if there are none
   */
  record Ways(String zooKeeper, String stores, List<Relay> relays) {}

  /** Configured name. */
  public String id() {
    return id;
  }

  /** Where clients reach it. */
  public String address() {
    return "127.0.0.1:" + grpcPort;
  }

  int grpcPort() {
    return grpcPort;
  }

  int httpPort() {
    return httpPort;
  }

  int managementPort() {
    return managementPort;
  }

  Ways ways() {
    return ways;
  }

  /** Single attempts at this node. */
  public NodeCalls calls() {
    return calls;
  }

  /** Whether it runs and is not stopped. */
  public boolean isRunning() {
    return running;
  }

  /** Starts it; returns at once. Does nothing if it runs. */
  void launch() throws IOException {
    if (child == null || !child.isAlive()) {
      child = launcher.start(this);
    }
  }

  /** Starts it if it does not run, and waits until it says that it is ready. */
  public void start() throws IOException, DrillFailedException, InterruptedException {
    launch();
    requireChild().awaitLine("READY", READY_LIMIT, patience);
    calls.reconnect();
    running = true;
  }

  /** Sends SIGKILL; returns at once. */
  public void kill() {
    running = false;
    requireChild().kill();
  }

  /** SIGTERM; returns when it is gone. */
  public void end() throws InterruptedException {
    running = false;
    requireChild().end(END_LIMIT);
  }

  /** SIGSTOP; returns when the signal has been sent. */
  public void pause() throws IOException, InterruptedException {
    running = false;
    requireChild().pause();
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    requireChild().resume();
    running = true;
  }

  /** Cuts it off from ZooKeeper and from the stores; callers still reach it. */
  public void cut() {
    ways.relays().forEach(Relay::cut);
  }

  /** Ends {@link #cut}. */
  public void mend() {
    ways.relays().forEach(Relay::mend);
  }

  void close() throws IOException {
    calls.close();
    for (Relay relay : ways.relays()) {
      relay.close();
    }
  }

  private Child requireChild() {
    if (child == null) {
      throw new IllegalStateException(id + " was never started");
    }
    return child;
  }

  @Override
  public String toString() {
    return id;
  }
}
