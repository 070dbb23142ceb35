package io.seqsvr.failover.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports that were free a moment ago, below the range from which the kernel takes those of outgoing
 * connections: one that was picked there could be taken again before a server binds it. Stateless.
 */
public final class Ports {
  private static final int FIRST = 10_000;
  private static final int END = 32_000;
  private static final int TRIES = 1_000;

  /**
   * The ports of a standalone server without an offset: store, alloc, HTTP, management, message.
   */
  private static final int[] STANDALONE = {7101, 7201, 7280, 7290, 7301};

  private Ports() {}

  /** A free port. */
  public static int free() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, END))
        .limit(TRIES)
        .filter(Ports::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free port"));
  }

  /** An offset at which every port of a standalone server is free. */
  public static int freeOffset() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, END) - STANDALONE[0])
        .limit(TRIES)
        .filter(offset -> IntStream.of(STANDALONE).allMatch(port -> isFree(port + offset)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free offset"));
  }

  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
