package io.seqsvr.failover.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One run of a child process. Its methods may be called by any thread. */
public final class Child {
  private static final int LAST_LINES = 20;

  /** A thread that waits for its disk ends only then. */
  private static final Duration KILL_LIMIT = Duration.ofMinutes(2);

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  Child(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Waits for a line of standard output that begins with a text.
   *
   * @throws DrillFailedException if the process ends before, or the line does not come in time
   */
  public void awaitLine(String begin, Duration limit, Patience patience)
      throws DrillFailedException, InterruptedException {
    patience.awaitSlowly(begin + " of " + this, limit, () -> hasLine(begin) || !process.isAlive());
    if (!hasLine(begin)) {
      throw new DrillFailedException(
          this + " ended with " + process.exitValue() + ": " + lastWords());
    }
  }

  /** The end of what it wrote to standard error: its file may be gone when somebody looks. */
  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(err, StandardCharsets.UTF_8);
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasLine(String begin) {
    try {
      String text = Files.readString(out, StandardCharsets.UTF_8);
      Optional<String> line = text.lines().filter(each -> each.startsWith(begin)).findFirst();
      return line.isPresent() && text.contains(line.get() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends SIGKILL and returns at once. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Sends SIGKILL and waits for the end. */
  public void killAndWait() {
    kill();
    process.onExit().orTimeout(KILL_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** SIGTERM; kills it if it does not end in time. */
  public void end(Duration limit) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      killAndWait();
    }
  }

  /** Stops it where it stands (SIGSTOP); returns when the signal has been sent. */
  public void pause() throws IOException, InterruptedException {
    signal(process.toHandle(), "STOP");
  }

  /** Lets it go on (SIGCONT). */
  public void resume() throws IOException, InterruptedException {
    signal(process.toHandle(), "CONT");
  }

  /** Whether it runs, stopped or not. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, as {@code kill} names it; returns when it has been sent. */
  public static void signal(ProcessHandle target, String signal)
      throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + signal, Long.toString(target.pid()))
            .redirectErrorStream(true)
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("kill -" + signal + " " + target.pid() + " ended with " + code);
    }
  }

  @Override
  public String toString() {
    return name + " (process " + process.pid() + ", " + err + ")";
  }
}
