package io.seqsvr.history;

import java.nio.file.Path;

/**
 * A block that a caller received, and when.
 *
 * @param startNanos the call began
 * @param endNanos the caller had the block
 * @param first first seq
 * @param last last seq, inclusive; below first only if the block breaks its range
 * @param file where it is recorded
 * @param line line number there
 */
record IssuedBlock(long startNanos, long endNanos, long first, long last, Path file, long line) {

  String where() {
    return file + ":" + line;
  }
}
