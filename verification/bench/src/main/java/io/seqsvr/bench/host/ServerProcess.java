package io.seqsvr.bench.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.bench.BenchFailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The services as a child process, with the class path of this one. It ends with this process.
 * Confined to one thread.
 */
final class ServerProcess implements AutoCloseable {
  private static final long READY_SECONDS = 120;
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final List<String> ready;

  private ServerProcess(Process process, List<String> ready) {
    this.process = process;
    this.ready = ready;
  }

  /**
   * Starts the process; returns when the services serve.
   *
   * @param jvmArguments more of them
   * @param directory to run in, away from the configuration of others; gets services.log
   */
  static ServerProcess start(ServerSettings settings, List<String> jvmArguments, Path directory)
      throws BenchFailedException, IOException, InterruptedException {
    Path log = directory.resolve("services.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ServerMain.class.getName());
    Process process =
        new ProcessBuilder(command)
            .redirectError(log.toFile())
            .directory(directory.toFile())
            .start();
    try {
      OutputStream in = process.getOutputStream();
      in.write(settings.toLines().getBytes(UTF_8));
      in.flush();
      return new ServerProcess(process, awaitReady(process, log));
    } catch (Throwable e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static List<String> awaitReady(Process process, Path log)
      throws BenchFailedException, InterruptedException {
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(() -> firstLine(process), task -> thread(task).start());
    try {
      String text = line.get(READY_SECONDS, TimeUnit.SECONDS);
      if (!text.startsWith("READY ")) {
        throw new BenchFailedException("the services did not start, see " + log);
      }
      return List.of(text.split(" ", 3));
    } catch (ExecutionException | TimeoutException e) {
      throw new BenchFailedException("the services did not start, see " + log, e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "seqsvr-bench-ready");
    thread.setDaemon(true);
    return thread;
  }

  private static String firstLine(Process process) {
    try {
      String line =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }

  int messagePort() {
    return Integer.parseInt(ready.get(1));
  }

  int allocPort() {
    return Integer.parseInt(ready.get(2));
  }

  /** The end of its standard input ends it; it is killed if that takes too long. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException brokenPipe) {
      // it is about to end, or hangs: either way there is nothing to ask it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
