package io.seqsvr.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What SIGSTOP has stopped. The signal is sent long before the last thread has seen it. */
final class StoppedProcess {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private StoppedProcess() {}

  /** Waits until every thread of a process stands still. */
  static void await(long pid) throws IOException {
    long began = System.nanoTime();
    while (!threads(pid).stream().allMatch(StoppedProcess::isStopped)) {
      if (System.nanoTime() - began > LIMIT.toNanos()) {
        throw new IllegalStateException("process " + pid + " does not stand still");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static List<Path> threads(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.toList();
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith(" T ", stat.lastIndexOf(')') + 1);
    } catch (IOException e) {
      if (Files.notExists(thread)) {
        return true; // it has ended, maybe between the look for the file and the reading
      }
      throw new UncheckedIOException(e);
    }
  }
}
