package io.seqsvr.drills;

import io.seqsvr.embedded.Ports;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Values of {@code --offset} for standalone servers that run side by side. */
final class Offsets {
  /**
   * The ports of a standalone server without an offset: store, alloc, HTTP, management, message.
   */
  private static final int[] STANDALONE = {7101, 7201, 7280, 7290, 7301};

  private static final int TRIES = 1_000;

  private Offsets() {}

  /** One at which every port of a standalone server is free; they are this process's from now. */
  static int free() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(Ports.FIRST, Ports.END))
        .map(port -> port - STANDALONE[0])
        .limit(TRIES)
        .filter(offset -> IntStream.of(STANDALONE).allMatch(port -> Ports.take(port + offset)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free offset"));
  }
}
