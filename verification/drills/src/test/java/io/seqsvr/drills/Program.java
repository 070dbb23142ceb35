package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packaged program, to be run as a process of its own, any number of times. {@link #close} ends
 * whatever is left of all runs, databases of killed servers included; so does the end of this JVM.
 *
 * <p>Every method is guarded by {@code this}.
 */
final class Program implements AutoCloseable {
  private static final Path LIB = Path.of(System.getProperty("seqsvr.drills.lib", ""));
  private static final Path LOGS = Path.of(System.getProperty("seqsvr.drills.logs", ""));
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

  private final Deque<ServerProcess> started = new ArrayDeque<>();
  private final Set<Path> dataDirectories = new HashSet<>();
  private final Thread hook = new Thread(this::endAll, "drills-end");

  Program() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * A run that is over.
   *
   * @param out lines of standard output
   * @param err lines of standard error
   */
  record Finished(int exitCode, List<String> out, List<String> err, Duration took) {
    Finished {
      out = List.copyOf(out);
      err = List.copyOf(err);
    }
  }

  /** Starts a standalone server; it is not ready yet. */
  ServerProcess standalone(Path dataDirectory, int offset) throws IOException {
    return standalone(dataDirectory, offset, Map.of());
  }

  /** As {@link #standalone(Path, int)}, with further environment variables. */
  synchronized ServerProcess standalone(
      Path dataDirectory, int offset, Map<String, String> environment) throws IOException {
    dataDirectories.add(dataDirectory.toAbsolutePath());
    return start(
        environment,
        List.of(
            "standalone",
            "--data-dir",
            dataDirectory.toString(),
            "--offset",
            Integer.toString(offset)));
  }

  /** Starts a command and returns at once. */
  synchronized ServerProcess start(Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    // Where the build runs in the background of a script, Ctrl-C's signal is ignored, and children
    // inherit that.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As bin/seqsvr runs the short commands; servers start faster with it, too.
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dfile.encoding=UTF-8");
    command.addAll(List.of("-cp", LIB + "/*", "io.seqsvr.cli.Main"));
    command.addAll(arguments);
    Files.createDirectories(LOGS);
    Path out = Files.createTempFile(LOGS, arguments.get(0) + "-", ".out");
    Path err = Path.of(out.toString().replaceFirst("out$", "err"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    ServerProcess process = new ServerProcess(builder.start(), out, err);
    started.push(process);
    return process;
  }

  /** Runs a command to its end. */
  Finished run(String... arguments) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    ServerProcess process = start(Map.of(), List.of(arguments));
    int exitCode = process.awaitExit(COMMAND_TIMEOUT);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    return new Finished(exitCode, process.outLines(), process.errLines(), took);
  }

  /** Runs a command that is to succeed without a word on standard error. */
  List<String> output(String... arguments) throws IOException, InterruptedException {
    Finished finished = run(arguments);
    assertThat(finished.err()).as("standard error of %s", Arrays.toString(arguments)).isEmpty();
    assertThat(finished.exitCode()).isZero();
    return finished.out();
  }

  /** Databases that run on a data directory, whoever started them. */
  static List<ProcessHandle> databasesOn(Path dataDirectory) {
    String argument = "--datadir=" + dataDirectory;
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().arguments().map(List::of).orElse(List.of()).stream()
                    .anyMatch(text -> text.startsWith(argument)))
        .toList();
  }

  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs already, and does the same.
      return;
    }
  }

  private synchronized void endAll() {
    while (!started.isEmpty()) {
      started.pop().destroy();
    }
    // A server that was killed while it started may have had a child that nobody saw.
    dataDirectories.forEach(
        directory -> databasesOn(directory).forEach(ProcessHandle::destroyForcibly));
    dataDirectories.clear();
  }
}
