package io.seqsvr.cli.server;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.embedded.Ports;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The ports of a standalone server, all on the loopback address.
 *
 * @param offset added to each default port, 0 to {@link #MAX_OFFSET}
 */
public record PortPlan(int offset) {
  /** The address that everything listens on. */
  public static final String HOST = "127.0.0.1";

  /** Largest offset, inclusive: the highest port is then 65535. */
  public static final int MAX_OFFSET = 65535 - 7301;

  /** Checks the range. */
  public PortPlan {
    if (offset < 0 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException("offset must be 0.." + MAX_OFFSET + ": " + offset);
    }
  }

  /** Port of the store tier. */
  public int store() {
    return 7101 + offset;
  }

  /** Port of the alloc tier, the one that clients call. */
  public int alloc() {
    return 7201 + offset;
  }

  /** Port of the alloc tier's HTTP interface. */
  public int http() {
    return 7280 + offset;
  }

  /** Port of health and metrics. */
  public int management() {
    return 7290 + offset;
  }

  /** Port of the message tier. */
  public int message() {
    return 7301 + offset;
  }

  /** What the READY line of a standalone server says. */
  public String readyText() {
    return String.format(
        "alloc=%s:%d store=%s:%d http=%s:%d message=%s:%d",
        HOST, alloc(), HOST, store(), HOST, http(), HOST, message());
  }

  /**
   * Checks that every port can be bound.
   *
   * @throws CommandFailedException naming the first one that is taken
   */
  public void requireFree() throws CommandFailedException {
    for (Map.Entry<String, Integer> port : byName().entrySet()) {
      try (ServerSocket socket = bind(port.getValue())) {
        assert socket.isBound();
      } catch (BindException e) {
        throw new CommandFailedException(
            String.format(
                "port %d (%s) is taken: stop what listens there, or shift all ports with --offset",
                port.getValue(), port.getKey()),
            e);
      } catch (IOException e) {
        throw new CommandFailedException(
            "cannot listen on port " + port.getValue() + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * Keeps the database and the ZooKeeper of this process from being given one of them, before it is
   * bound. Those that somebody holds in the same way, for this process, need nothing.
   */
  public void hold() {
    byName().values().forEach(Ports::take);
  }

  /** The first of {@code tries} offsets, {@code step} apart, at which no port is taken. */
  public static OptionalInt firstFreeOffset(int from, int step, int tries) {
    for (int i = 0; i < tries; i++) {
      int offset = from + i * step;
      if (offset <= MAX_OFFSET && new PortPlan(offset).isFree()) {
        return OptionalInt.of(offset);
      }
    }
    return OptionalInt.empty();
  }

  private boolean isFree() {
    try {
      requireFree();
      return true;
    } catch (CommandFailedException taken) {
      return false;
    }
  }

  private Map<String, Integer> byName() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("store", store());
    ports.put("alloc", alloc());
    ports.put("http", http());
    ports.put("management", management());
    ports.put("message", message());
    return ports;
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
