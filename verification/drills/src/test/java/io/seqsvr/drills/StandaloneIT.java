package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a standalone server as its operator sees it: the READY line, the client commands, an
 * end by SIGTERM, Ctrl-C and kill -9, and starts that must be refused. Hunts lost data, children
 * that outlive the server, and refusals that say nothing or come late.
 */
final class StandaloneIT {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(15);

  /** For a process to start, get a number and end, on a busy machine. */
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(8);

  @AutoClose private final Program program = new Program();
  @TempDir private Path temporary = Path.of("");

  private Path directory = Path.of("");
  private int offset;

  @BeforeEach
  void chooseWhereToRun() throws IOException {
    directory = temporary.toRealPath().resolve("data");
    offset = Offsets.free();
  }

  @Test
  void saysReadyAndAnswersEveryCommand() throws Exception {
    ServerProcess server = program.standalone(directory, offset);

    assertThat(server.awaitReady())
        .isEqualTo(
            "READY alloc=127.0.0.1:%d store=127.0.0.1:%d http=127.0.0.1:%d message=127.0.0.1:%d",
            7201 + offset, 7101 + offset, 7280 + offset, 7301 + offset);

    Program.Finished first = program.run("next", "c1", "--server", address());
    assertThat(first.out()).containsExactly("1");
    assertThat(first.err()).isEmpty();
    assertThat(first.exitCode()).isZero();
    assertThat(first.took()).isLessThan(COMMAND_LIMIT);

    assertThat(program.output("next", "c1", "-n", "3", "--server", address()))
        .containsExactly("2", "3", "4");
    assertThat(program.output("next", "c1", "--namespace", "other", "--server", address()))
        .containsExactly("1");
    assertThat(program.output("current", "c1", "--server", address())).containsExactly("4");
    assertThat(program.output("current", "never-used", "--server", address())).containsExactly("0");
    assertThat(program.output("next", "caf\u00e9 \ud83d\ude00", "--server", address()))
        .containsExactly("1");
    assertThat(program.output("next", "cafe\u0301 \ud83d\ude00", "--server", address()))
        .as("ids are compared byte by byte, never normalised")
        .containsExactly("1");

    List<String> routes = program.output("routes", "--server", address());
    assertThat(routes.get(0))
        .matches("version=\\d+ cluster=[0-9a-f]{32} sections=1024 hash=xxh3-64");
    assertThat(routes.get(1))
        .matches("alloc-1 +" + address() + " +1024 +[0-9a-f]{32} +0-1023")
        .hasSizeLessThan(120);
    assertThat(routes).hasSize(2);

    refused(1, "error: INVALID_ARGUMENT: conversation must be .*", "next", "");
    refused(1, "error: INVALID_ARGUMENT: count must be .*", "next", "c1", "-n", "100000");
    refused(2, "error: .*--count.*", "next", "c1", "-n", "many");
    refused(2, "error: .*CONVERSATION.*", "next");
    assertThat(program.output("current", "c1", "--server", address()))
        .as("refused calls consume nothing")
        .containsExactly("4");
    assertThat(server.outLines()).as("READY is the only line on standard output").hasSize(1);
  }

  @Test
  void commandsFailWithOneLineWhereNobodyAnswers() throws Exception {
    Program.Finished next = program.run("next", "c1", "--server", address(), "--timeout", "1");

    assertThat(next.exitCode()).isEqualTo(1);
    assertThat(next.out()).isEmpty();
    assertThat(next.err()).singleElement().asString().startsWith("error: ");
  }

  @Test
  void keepsItsDataThroughTerminationAndInterrupt() throws Exception {
    ServerProcess server = program.standalone(directory, offset);
    server.awaitReady();
    long before = next();
    ProcessHandle database = server.database();

    server.terminate();

    assertThat(server.awaitExit(STOP_LIMIT)).isZero();
    assertThat(ServerProcess.isGone(database)).as("the database has ended").isTrue();

    ServerProcess restarted = program.standalone(directory, offset);
    restarted.awaitReady();
    long after = next();
    assertThat(after).isGreaterThan(before);
    ProcessHandle newDatabase = restarted.database();

    restarted.signal("INT");

    assertThat(restarted.awaitExit(STOP_LIMIT)).isZero();
    assertThat(ServerProcess.isGone(newDatabase)).as("the database has ended").isTrue();
    assertThat(Program.databasesOn(directory)).allMatch(ServerProcess::isGone);
  }

  @Test
  void endsCleanlyWhileItStarts() throws Exception {
    ServerProcess server = program.standalone(directory, offset);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !Program.databasesOn(directory).isEmpty());

    server.terminate();

    server.awaitExit(STOP_LIMIT);
    assertThat(server.outLines()).as("never READY").isEmpty();
    assertThat(Program.databasesOn(directory)).allMatch(ServerProcess::isGone);
  }

  @Test
  void refusesADirectoryInUseAndReclaimsWhatAKillLeaves() throws Exception {
    ServerProcess server = program.standalone(directory, offset);
    server.awaitReady();
    long before = next();

    Program.Finished second =
        program.run(
            "standalone", "--data-dir", directory.toString(), "--offset", "" + Offsets.free());
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.out()).isEmpty();
    assertThat(second.err())
        .containsExactly(
            "error: data directory " + directory + " is in use by process " + server.pid());
    assertThat(second.took()).isLessThan(REFUSAL_LIMIT);
    assertThat(next()).as("the first one goes on").isEqualTo(before + 1);

    ProcessHandle orphan = server.database();
    server.kill();
    assertThat(ServerProcess.isGone(orphan)).as("kill -9 leaves the database").isFalse();

    ServerProcess restarted = program.standalone(directory, offset);
    restarted.awaitReady();

    assertThat(ServerProcess.isGone(orphan)).as("the start reclaims it").isTrue();
    assertThat(restarted.database().pid()).isNotEqualTo(orphan.pid());
    assertThat(next()).isGreaterThan(before + 1);
  }

  @Test
  void refusesATakenPortByName() throws Exception {
    for (int port : List.of(7101, 7201, 7280, 7290, 7301)) {
      try (ServerSocket taken =
          new ServerSocket(port + offset, 1, InetAddress.getLoopbackAddress())) {
        Program.Finished start =
            program.run("standalone", "--data-dir", directory.toString(), "--offset", "" + offset);

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.out()).isEmpty();
        assertThat(start.err())
            .singleElement()
            .asString()
            .startsWith("error: port " + taken.getLocalPort() + " ");
        assertThat(start.took()).isLessThan(REFUSAL_LIMIT);
      }
    }
  }

  private String address() {
    return "127.0.0.1:" + (7201 + offset);
  }

  private long next() throws IOException, InterruptedException {
    return Long.parseLong(program.output("next", "c1", "--server", address()).get(0));
  }

  private void refused(int exitCode, String line, String... arguments) throws Exception {
    Program.Finished finished = program.run(withServer(arguments));
    assertThat(finished.exitCode()).as(line).isEqualTo(exitCode);
    assertThat(finished.out()).as(line).isEmpty();
    assertThat(finished.err()).singleElement().asString().matches(line);
  }

  private String[] withServer(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", address()));
    return all.toArray(new String[0]);
  }
}
