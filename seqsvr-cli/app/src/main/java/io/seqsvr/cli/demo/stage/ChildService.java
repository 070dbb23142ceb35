package io.seqsvr.cli.demo.stage;

import io.seqsvr.cli.console.CommandFailedException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A service as a child process, to be hurt. Its standard input stays open as long as this process
 * lives: when it ends, so does the child, however this process died.
 *
 * <p>Confined to one thread but for {@link #destroy}.
 */
public final class ChildService {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
  private static final String DATABASE_PROGRAM = "mariadbd";

  private final Process process;
  private final String name;
  private final Path errorLog;
  private final CompletableFuture<String> readyLine = new CompletableFuture<>();

  private ChildService(Process process, Launch launch) {
    this.process = process;
    this.name = launch.name();
    this.errorLog = launch.errorLog();
  }

  /**
   * What to start.
   *
   * @param name what it is called in messages, for example {@code the service}
   * @param command program and arguments, which every user of the machine can read; it ends when
   *     its standard input does
   * @param secrets environment variables beside those of this process
   * @param errorLog gets its standard error, appended
   */
  public record Launch(
      String name, List<String> command, Map<String, String> secrets, Path errorLog) {
    /** Copies its collections. */
    public Launch {
      command = List.copyOf(command);
      secrets = Map.copyOf(secrets);
    }
  }

  /** Starts a service; it is not ready yet. */
  public static ChildService start(Launch launch) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(launch.command())
            .redirectError(ProcessBuilder.Redirect.appendTo(launch.errorLog().toFile()));
    builder.environment().putAll(launch.secrets());
    Process process = builder.start();
    ChildService child = new ChildService(process, launch);
    Thread reader = new Thread(child::readOutput, "seqsvr-child-output");
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  /**
   * Waits until the service says that it is ready.
   *
   * @throws CommandFailedException if it ends before, or takes too long; the message has its last
   *     words
   */
  public void awaitReady() throws CommandFailedException, InterruptedException {
    try {
      readyLine.get(READY_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CommandFailedException(name + " did not start: " + lastWords(), e);
    } catch (TimeoutException e) {
      throw new CommandFailedException(
          name + " was not ready in " + READY_TIMEOUT.toSeconds() + " s: " + lastWords(), e);
    }
  }

  /** The service's database process, if it is found. */
  public Optional<ProcessHandle> database() {
    return process
        .descendants()
        .filter(child -> child.info().command().filter(ChildService::isDatabase).isPresent())
        .findFirst();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Suspends a process: it keeps its connections and answers nothing. */
  public static void suspend(ProcessHandle handle)
      throws IOException, InterruptedException, CommandFailedException {
    // The shell's own kill: slim images have no /bin/kill.
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -STOP \"$0\"", Long.toString(handle.pid()))
            .start();
    if (kill.waitFor() != 0) {
      throw new CommandFailedException("cannot suspend process " + handle.pid());
    }
  }

  /** Kills service and database as a crash of the machine would; returns when they are gone. */
  public void kill(Optional<ProcessHandle> database)
      throws CommandFailedException, InterruptedException {
    process.destroyForcibly();
    database.ifPresent(ProcessHandle::destroyForcibly);
    if (!process.waitFor(KILL_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new CommandFailedException("process " + process.pid() + " does not die");
    }
  }

  /**
   * Waits for a while.
   *
   * @throws CommandFailedException with its last words, if it ends in the meantime
   */
  void watch(Duration time) throws CommandFailedException, InterruptedException {
    if (process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new CommandFailedException(name + " has ended: " + lastWords());
    }
  }

  /** Tells the service to end cleanly, and does not wait for that. */
  void beginToStop() {
    try {
      process.getOutputStream().close();
    } catch (IOException brokenPipe) {
      process.destroy();
    }
  }

  /** Ends the service cleanly, or kills it if that takes too long. */
  public void stop() throws InterruptedException {
    beginToStop();
    if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      destroy();
    }
  }

  /** Kills service and children at once; any thread. */
  public void destroy() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("READY ")) {
          readyLine.complete(line);
        }
      }
      readyLine.completeExceptionally(new IOException("end of output"));
    } catch (IOException e) {
      readyLine.completeExceptionally(e);
    }
  }

  private String lastWords() {
    try (Stream<String> lines = Files.lines(errorLog, StandardCharsets.ISO_8859_1)) {
      String last = lines.filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
      return last.isEmpty() ? "it said nothing" : last.replaceFirst("^error: ", "");
    } catch (IOException e) {
      return "its log cannot be read";
    }
  }

  private static boolean isDatabase(String command) {
    return command
        .substring(command.lastIndexOf(File.separatorChar) + 1)
        .startsWith(DATABASE_PROGRAM);
  }
}
