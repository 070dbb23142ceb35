package io.seqsvr.failover.zookeeper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.seqsvr.failover.process.Child;
import io.seqsvr.failover.process.Children;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One server of an ensemble, on the same ports and data in each of its lives. */
public final class Peer {
  private static final int ANSWER_MILLIS = 500;
  private static final String MODE = "Mode: ";

  private final Address address;
  private final Path configuration;
  private final List<String> java;
  private final Children children;
  private @Nullable Child child;

  private Peer(Address address, Path configuration, List<String> java, Children children) {
    this.address = address;
    this.configuration = configuration;
    this.java = java;
    this.children = children;
  }

  /**
   * Where a server listens.
   *
   * @param id 1 and above
   */
  record Address(int id, int clientPort, int quorumPort, int electionPort) {}

  static Peer create(Address address, Path configuration, List<String> java, Children children) {
    return new Peer(address, configuration, List.copyOf(java), children);
  }

  /** Its number, 1 and above. */
  public int id() {
    return address.id();
  }

  /** The port that clients connect to. */
  public int clientPort() {
    return address.clientPort();
  }

  String connectString() {
    return "127.0.0.1:" + address.clientPort();
  }

  /** Starts it if it does not run; returns at once. */
  public void start() throws IOException {
    if (isAlive()) {
      return;
    }
    List<String> command = new ArrayList<>(java);
    command.add("org.apache.zookeeper.server.quorum.QuorumPeerMain");
    command.add(configuration.toString());
    child = children.start("zookeeper-" + address.id(), command, Map.of());
  }

  /** Kills it (SIGKILL) and returns at once. */
  public void kill() {
    if (child != null) {
      child.kill();
    }
  }

  /** Kills it and waits for its end. */
  public void killAndWait() {
    if (child != null) {
      child.killAndWait();
    }
  }

  /** Whether its process runs. */
  public boolean isAlive() {
    return child != null && child.isAlive();
  }

  /** {@code leader}, {@code follower}, or empty while it is neither. */
  public String mode() {
    if (!isAlive()) {
      return "";
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), address.clientPort()),
          ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write("srvr".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII)
          .lines()
          .filter(line -> line.startsWith(MODE))
          .map(line -> line.substring(MODE.length()))
          .findFirst()
          .orElse("");
    } catch (IOException notYet) {
      return "";
    }
  }

  @Override
  public String toString() {
    return "zookeeper-" + address.id();
  }
}
