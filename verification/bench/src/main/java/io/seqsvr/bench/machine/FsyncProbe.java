package io.seqsvr.bench.machine;

import io.seqsvr.api.time.MonotonicClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * How long the disk takes to keep 4 KiB of a file that has its size already, as a database's log
 * has: what a commit that shares its flush with no other one waits for at least.
 *
 * @param medianMicros half of the writes took at most this
 * @param p99Micros 99 of 100
 */
public record FsyncProbe(double medianMicros, double p99Micros) {
  private static final int WRITES = 200;
  private static final int BYTES = 4096;

  /** Writes over a file of its own in {@code directory}, one forced write after the other. */
  public static FsyncProbe in(Path directory, MonotonicClock clock) throws IOException {
    Path file = Files.createTempFile(directory, "fsync", ".probe");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(WRITES * BYTES));
      channel.force(true);
      long[] nanos = new long[WRITES];
      for (int i = 0; i < WRITES; i++) {
        long begin = clock.nanoTime();
        channel.write(ByteBuffer.allocate(BYTES), (long) i * BYTES);
        channel.force(false);
        nanos[i] = clock.nanoTime() - begin;
      }
      return of(nanos);
    } finally {
      Files.delete(file);
    }
  }

  static FsyncProbe of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new FsyncProbe(
        sorted[(sorted.length - 1) / 2] / 1e3, sorted[(sorted.length - 1) * 99 / 100] / 1e3);
  }

  /** For a person. */
  public String text() {
    return String.format(Locale.ROOT, "p50 %.0f µs, p99 %.0f µs", medianMicros, p99Micros);
  }
}
