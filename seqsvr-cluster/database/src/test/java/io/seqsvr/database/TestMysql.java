package io.seqsvr.database;

import static org.junit.jupiter.api.Assumptions.abort;

import io.seqsvr.embedded.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real MySQL server, started by a script {@code mysql-real} that knows {@code start PORT DATADIR}
 * (prints the pid) and {@code stop DATADIR}. The script is no part of the product: it is looked for
 * in the system property {@code seqsvr.mysql.real}, the environment variable {@code
 * SEQSVR_MYSQL_REAL}, and {@code ../shared/bin/mysql-real} beside the repository.
 */
public final class TestMysql implements TestDatabase {
  private static final long START_SECONDS = 120;

  /** A thread that waits for its disk ends only then. */
  private static final long KILL_SECONDS = 120;

  private final Path script;
  private final Path directory;
  private final int port;
  private long pid;

  private TestMysql(Path script, Path directory) throws IOException {
    this.script = script;
    this.directory = directory;
    this.port = Ports.free();
  }

  /** Where the script is; empty where there is none. */
  public static Optional<Path> script() {
    String property = System.getProperty("seqsvr.mysql.real");
    String variable = System.getenv("SEQSVR_MYSQL_REAL");
    if (property != null) {
      return Optional.of(Path.of(property));
    }
    if (variable != null) {
      return Optional.of(Path.of(variable));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path beside = at.resolve("../shared/bin/mysql-real").normalize();
      if (Files.isExecutable(beside)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }

  /** Starts it with its data in a folder; skips the test, saying why, where there is no script. */
  public static TestMysql startOrAbort(Path directory) throws Exception {
    Path script =
        script()
            .orElseGet(
                () ->
                    abort(
                        "no script mysql-real to start a MySQL with; name one in"
                            + " -Dseqsvr.mysql.real or SEQSVR_MYSQL_REAL"));
    return start(script, directory);
  }

  /** Starts it with its data in a folder. */
  public static TestMysql start(Path script, Path directory) throws Exception {
    TestMysql server = new TestMysql(script, directory);
    server.restart();
    return server;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:mysql://127.0.0.1:" + port + "/" + database + "?createDatabaseIfNotExist=true";
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
  public void pause() throws Exception {
    signal("STOP");
    StoppedProcess.await(pid);
  }

  @Override
  public void resume() throws Exception {
    signal("CONT");
  }

  @Override
  public void kill() {
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              process.destroyForcibly();
              process.onExit().orTimeout(KILL_SECONDS, TimeUnit.SECONDS).join();
            });
  }

  @Override
  public void restart() throws Exception {
    String output = run("start", Integer.toString(port), directory.toString());
    pid = Long.parseLong(output.substring(output.lastIndexOf('\n') + 1));
  }

  /** Nothing in the folder is wanted any more, so there is nothing to end in good order. */
  @Override
  public void close() {
    kill();
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    // The server inherits the output, so a pipe would stay open for as long as it runs.
    Path output = Files.createTempFile(directory, "mysql-real", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(START_SECONDS, TimeUnit.SECONDS);
    String text = Files.readString(output, StandardCharsets.UTF_8).strip();
    if (!ended || process.exitValue() != 0) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(command + " failed: " + text);
    }
    return text;
  }
}
