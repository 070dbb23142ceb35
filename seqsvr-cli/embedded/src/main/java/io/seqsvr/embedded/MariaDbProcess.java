package io.seqsvr.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One mariadbd child process whose output is appended to a log file.
 *
 * <p>Not thread-safe: {@link EmbeddedMariaDb} guards it. Methods that say so block.
 */
final class MariaDbProcess {
  private static final int LOG_TAIL_LINES = 20;
  private static final int LOG_TAIL_BYTES = 8192;
  private static final String PORT_TAKEN = "Can't start server: Bind on TCP/IP port";

  private final Process process;
  private final Path log;
  private final long logStartBytes;

  private MariaDbProcess(Process process, Path log, long logStartBytes) {
    this.process = process;
    this.log = log;
    this.logStartBytes = logStartBytes;
  }

  static MariaDbProcess launch(List<String> command, Path log) throws IOException {
    long logStartBytes = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new MariaDbProcess(process, log, logStartBytes);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  OutputStream stdin() {
    return process.getOutputStream();
  }

  /** Blocks until the process has ended, or for {@code timeout}; whether it has ended. */
  boolean awaitExit(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Only after the process has ended. */
  int exitValue() {
    return process.exitValue();
  }

  /** SIGTERM, then SIGKILL if {@code timeout} passes or this thread is interrupted. Blocks. */
  void stop(Duration timeout) {
    process.destroy();
    try {
      if (awaitExit(timeout)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /** SIGKILL; blocks until the process is gone, which only a hung kernel call can delay. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Sends a signal that {@link Process} cannot, such as STOP, with {@code kill} of the shell. */
  void signal(String name) throws IOException, InterruptedException {
    // The shell's own kill: slim images have no /bin/kill.
    int exitValue =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " \"$0\"", Long.toString(pid()))
            .start()
            .waitFor();
    if (exitValue != 0) {
      throw new IOException("kill -" + name + " " + pid() + " ended with " + exitValue);
    }
  }

  /** Whether what this process logged says that its port was taken. */
  boolean hasLoggedPortTaken() throws IOException {
    return logTail().contains(PORT_TAKEN);
  }

  /** The last lines this process wrote, a bounded number of them; empty if it wrote none. */
  String logTail() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(logStartBytes, file.length() - LOG_TAIL_BYTES);
      byte[] tail = new byte[(int) Math.max(0, file.length() - start)];
      file.seek(start);
      file.readFully(tail);
      List<String> lines = new String(tail, UTF_8).lines().toList();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    }
  }
}
