package io.seqsvr.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A MySQL server, started by a script that knows {@code start PORT DATADIR} and prints the pid. The
 * script is no part of this repository.
 */
record RealMysql(ProcessHandle process, int port) implements TestDatabase {
  private static final long START_SECONDS = 120;
  private static final long KILL_SECONDS = 10;

  static RealMysql start(Path script, Path directory) throws IOException, InterruptedException {
    int port = Ports.free();
    Files.createDirectories(directory);
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
    return new RealMysql(ProcessHandle.of(pid).orElseThrow(), port);
  }

  @Override
  public String jdbcUrl() {
    return "jdbc:mysql://127.0.0.1:" + port + "/seqsvr?createDatabaseIfNotExist=true";
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
    ServerProcess.signal(process, "STOP");
  }

  @Override
  public void resume() throws IOException, InterruptedException {
    ServerProcess.signal(process, "CONT");
  }

  /** Nothing in its folder is wanted any more, so there is nothing to end in good order. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(KILL_SECONDS, TimeUnit.SECONDS).join();
  }
}
