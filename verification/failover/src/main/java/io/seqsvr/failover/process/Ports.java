package io.seqsvr.failover.process;

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
 * Free ports, below the range from which the kernel takes those of outgoing connections: one that
 * was picked there could be taken again before a server binds it.
 *
 * <p>A port is this process's until it ends, whether a server has bound it yet or not: its UDP
 * namesake is held, which nothing else wants. So neither this process nor another one that asks
 * here, for tests that run side by side, is given the same port. Thread-safe.
 */
public final class Ports {
  private static final int FIRST = 10_000;
  private static final int END = 32_000;
  private static final int TRIES = 1_000;

  /**
   * The ports of a standalone server without an offset: store, alloc, HTTP, management, message.
   */
  private static final int[] STANDALONE = {7101, 7201, 7280, 7290, 7301};

  private static final List<DatagramSocket> HELD = new ArrayList<>();

  private Ports() {}

  /** A free port. */
  public static int free() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, END))
        .limit(TRIES)
        .filter(Ports::take)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free port"));
  }

  /** An offset at which every port of a standalone server is free. */
  public static int freeOffset() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, END) - STANDALONE[0])
        .limit(TRIES)
        .filter(offset -> IntStream.of(STANDALONE).allMatch(port -> take(port + offset)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free offset"));
  }

  private static synchronized boolean take(int port) {
    if (!isFree(port)) {
      return false;
    }
    try {
      HELD.add(new DatagramSocket(port, InetAddress.getLoopbackAddress()));
      return true;
    } catch (SocketException taken) {
      return false;
    }
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
