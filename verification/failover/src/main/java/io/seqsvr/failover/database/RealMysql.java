package io.seqsvr.failover.database;

import io.seqsvr.embedded.Ports;
import io.seqsvr.failover.process.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A MySQL server, started by a script that knows {@code start PORT DATADIR} and prints the pid. The
 * script is no part of this repository. Confined to one thread.
 */
public final class RealMysql implements TestDatabase {
  private static final long START_SECONDS = 120;
  private static final long KILL_SECONDS = 120;

  private final Path script;
  private final Path directory;
  private final int port;
  private ProcessHandle process;

  private RealMysql(Path script, Path directory, int port, ProcessHandle process) {
    this.script = script;
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  static RealMysql start(Path script, Path directory) throws IOException, InterruptedException {
    int port = Ports.free();
    Files.createDirectories(directory);
    return new RealMysql(script, directory, port, serve(script, directory, port));
  }

  private static ProcessHandle serve(Path script, Path directory, int port)
      throws IOException, InterruptedException {
    // The server inherits the output, so a pipe would stay open for as long as it runs.
    Path output = directory.resolve("start.out");
    Process start =
        new ProcessBuilder(script.toString(), "start", "" + port, directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = start.waitFor(START_SECONDS, TimeUnit.SECONDS);
    String text = Files.readString(output, StandardCharsets.UTF_8).strip();
    if (!ended || start.exitValue() != 0) {
      start.descendants().forEach(ProcessHandle::destroyForcibly);
      start.destroyForcibly();
      throw new IOException(script + " failed: " + text);
    }
    long pid = Long.parseLong(text.substring(text.lastIndexOf('\n') + 1));
    return ProcessHandle.of(pid).orElseThrow();
  }

  @Override
  public String jdbcUrl(String name) {
    return "jdbc:mysql://127.0.0.1:" + port + "/" + name + "?createDatabaseIfNotExist=true";
  }

  @Override
  public String user() {
    return "root";
  }

  @Override
  public String password() {
    return "";
  }

  @Override
  public void pause() throws IOException, InterruptedException {
    Child.signal(process, "STOP");
  }

  @Override
  public void resume() throws IOException, InterruptedException {
    Child.signal(process, "CONT");
  }

  @Override
  public void kill() {
    close();
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    process = serve(script, directory, port);
  }

  /** Nothing in its folder is wanted any more, so there is nothing to end in good order. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(KILL_SECONDS, TimeUnit.SECONDS).join();
  }
}
