package io.seqsvr.embedded;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Free TCP ports of the loopback, below the range from which the kernel takes those of outgoing
 * connections: one that was picked there could be taken again before a server binds it, or while
 * the server is down between two of its starts.
 *
 * <p>A port is this process's until it ends, whether a server has bound it yet or not: its UDP
 * namesake is held, which nothing else wants. So neither this process nor another one that asks
 * here is given the same port. Only a process that picks its ports in another way may still take
 * it. Thread-safe.
 */
public final class Ports {
  /** The lowest port that is given, inclusive. */
  public static final int FIRST = 10_000;

  /** The end of those that are given, exclusive. */
  public static final int END = 32_000;

  private static final int TRIES = 1_000;
  private static final List<DatagramSocket> HELD = new ArrayList<>();

  private Ports() {}

  /**
   * A free port, from {@link #FIRST} to {@link #END}.
   *
   * @throws IllegalStateException if a thousand at random were taken
   */
  public static int free() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, END))
        .limit(TRIES)
        .filter(Ports::take)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free port"));
  }

  /**
   * Makes a port this process's.
   *
   * @return false if it is a server's, this process's already, or another's
   */
  public static synchronized boolean take(int port) {
    DatagramSocket namesake;
    try {
      namesake = new DatagramSocket(port, InetAddress.getLoopbackAddress());
    } catch (SocketException taken) {
      return false;
    }
    // Only now: the look itself takes the port for a moment, from a server that comes back on it.
    if (!isFree(port)) {
      namesake.close();
      return false;
    }
    HELD.add(namesake);
    return true;
  }

  /** Whether a server could bind it now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
