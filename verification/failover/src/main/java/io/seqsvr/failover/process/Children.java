package io.seqsvr.failover.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * All child processes of a run. {@link #close} kills those that are left; so does the end of this
 * JVM. Their output stays in a directory, two files for each run of a process.
 *
 * <p>Thread-safe; guarded by {@code this}.
 */
public final class Children implements AutoCloseable {
  private final Path logs;
  private final Deque<Child> started = new ArrayDeque<>();
  private final Thread hook = new Thread(this::killAll, "failover-end");
  private boolean closed;
  private int number;

  /**
   * Children to come.
   *
   * @param logs directory of their output; created if missing
   */
  public Children(Path logs) throws IOException {
    this.logs = Files.createDirectories(logs);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts a process and returns at once. */
  public synchronized Child start(
      String name, List<String> command, Map<String, String> environment) throws IOException {
    if (closed) {
      throw new IOException("no more processes: this run is ending");
    }
    number++;
    Path out = logs.resolve("%03d-%s.out".formatted(number, name));
    Path err = logs.resolve("%03d-%s.err".formatted(number, name));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    Child child = new Child(name, builder.start(), out, err);
    started.push(child);
    return child;
  }

  private synchronized void killAll() {
    closed = true;
    started.forEach(Child::kill);
    started.forEach(Child::killAndWait);
    started.clear();
  }

  @Override
  public void close() {
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs already, and does the same.
      return;
    }
  }
}
