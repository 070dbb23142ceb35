package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * One run of the program, and the children that it had when it was killed here. Confined to one
 * thread, but for {@link #destroy}.
 */
final class ServerProcess {
  /** Generous: a shared machine with two cores may start three JVMs at a time. */
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);

  /** A thread that waits for its disk ends only then. */
  private static final Duration KILL_TIMEOUT = Duration.ofMinutes(2);

  private static final String DATABASE_PROGRAM = "mariadbd";

  private final Process process;
  private final Path out;
  private final Path err;
  private final List<ProcessHandle> orphans = new ArrayList<>();

  ServerProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Waits for the line that says so; fails at once if the process ends before. */
  String awaitReady() {
    return Awaitility.await("READY of " + this)
        .atMost(READY_TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(this::readyLineOrFailure, line -> !line.isEmpty());
  }

  private String readyLineOrFailure() {
    boolean alive = process.isAlive();
    List<String> lines = outLines();
    if (!alive && lines.isEmpty()) {
      fail("%s ended with %d: %s", this, process.exitValue(), errLines());
    }
    return lines.isEmpty() ? "" : lines.get(0);
  }

  /** Whether it ends within the time. */
  boolean endsWithin(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for its end. */
  int awaitExit(Duration timeout) throws InterruptedException {
    assertThat(endsWithin(timeout)).as("%s ends within %s", this, timeout).isTrue();
    return process.exitValue();
  }

  /** SIGTERM; returns at once. */
  void terminate() {
    process.destroy();
  }

  /** Sends a signal, as {@code kill} names it. */
  void signal(String name) throws IOException, InterruptedException {
    signal(process.toHandle(), name);
  }

  static void signal(ProcessHandle target, String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(target.pid()))
            .redirectErrorStream(true)
            .start()
            .waitFor();
    assertThat(code).as("kill -%s %d", name, target.pid()).isZero();
  }

  /** The database that it runs as a child. */
  ProcessHandle database() {
    return process
        .descendants()
        .filter(ServerProcess::isDatabase)
        .findFirst()
        .orElseThrow(() -> new AssertionError(this + " has no database process"));
  }

  /** Kills it and nothing else (SIGKILL); returns when it is gone. Its children live on. */
  void kill() throws InterruptedException {
    orphans.addAll(process.descendants().toList());
    process.destroyForcibly();
    awaitExit(KILL_TIMEOUT);
  }

  /** Kills it and its children in one go, as the end of the machine would. */
  void killWithChildren() throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitExit(KILL_TIMEOUT);
  }

  /** Ends everything that is left of it; does nothing if there is nothing left. */
  void destroy() {
    List<ProcessHandle> all = new ArrayList<>(orphans);
    all.addAll(process.descendants().toList());
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().orTimeout(KILL_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /**
   * Whether a process runs no program any more. One that was killed stays in the process table
   * where nobody reaps it, but has no command line then.
   */
  static boolean isGone(ProcessHandle handle) {
    return !handle.isAlive() || handle.info().command().isEmpty();
  }

  private static boolean isDatabase(ProcessHandle handle) {
    return handle
        .info()
        .command()
        .filter(command -> command.contains(DATABASE_PROGRAM))
        .isPresent();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Complete lines of standard output so far. */
  List<String> outLines() {
    return lines(out);
  }

  /** Complete lines of standard error so far. */
  List<String> errLines() {
    return lines(err);
  }

  private static List<String> lines(Path file) {
    try (Stream<String> text = Files.readString(file, StandardCharsets.UTF_8).lines()) {
      List<String> lines = text.toList();
      boolean torn = !lines.isEmpty() && !Files.readString(file).endsWith("\n");
      return torn ? lines.subList(0, lines.size() - 1) : lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "process " + process.pid() + " (" + err + ")";
  }
}
