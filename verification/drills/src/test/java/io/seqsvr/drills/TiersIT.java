package io.seqsvr.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.Routes;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real deployment, each tier a process of its own, on a real MySQL where there is one: what it is
 * configured by, and how it gets through the loss of its database, its store, its ZooKeeper and its
 * owner. Hunts untyped or late refusals, services that don't come back by themselves, and seqs of a
 * node that was paused beyond its lease.
 *
 * <p>Each test ends with the judgement of everything that its callers saw. The processes are
 * shared; each test leaves them as it found them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TiersIT {
  /** Many leases: without a second register the first one would be the last. */
  private static final Duration WITHOUT_ZOOKEEPER = Duration.ofMillis(5 * Deployment.LEASE_MILLIS);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

  /** For callers that are to wait through a pause with their call under way. */
  private static final Duration PATIENT_TIMEOUT = Duration.ofSeconds(20);

  /** A call may end this much after its deadline on a machine that is busy with other work. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  /** Few, so that small reservations are used up soon. */
  private static final int CONVERSATIONS = 6;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration TAKE_OVER_LIMIT = Duration.ofSeconds(30);

  /** Some of the periods in which a node publishes its health: what is seen is not from before. */
  private static final Duration HEALTH_PERIODS = Duration.ofMillis(500);

  private static final int SECTIONS = 1024;

  private Deployment deployment;
  private Deployment.AllocNode first;
  private ServerProcess store;
  private ServerProcess firstProcess;
  private Path directory = Path.of("");
  private Path recorded = Path.of("");
  private HistoryWriter history;

  @BeforeAll
  void startTiers(@TempDir Path temporary) throws Exception {
    directory = temporary.toRealPath();
    deployment = Deployment.create(directory);
    store = deployment.store();
    assertThat(store.awaitReady()).isEqualTo("READY store");
    first = deployment.alloc("alloc-a");
    firstProcess = deployment.start(first);
    assertThat(firstProcess.awaitReady()).isEqualTo("READY alloc");
  }

  @AfterAll
  void endTiers() {
    if (deployment != null) {
      deployment.close();
    }
  }

  @BeforeEach
  void record(TestInfo test) throws IOException {
    awaitReadyOwner(first);
    recorded = directory.resolve(test.getTestMethod().orElseThrow().getName() + ".jsonl");
    history = HistoryWriter.create(recorded);
  }

  @AfterEach
  void endRecord() throws IOException {
    history.close();
  }

  @Test
  void flagsWinOverEnvironmentAndEnvironmentOverFiles() {
    try (ClientSource client = ClientSource.of(CALL_TIMEOUT, first.address())) {
      Routes.Node owner = client.routes().nodes().get(0);
      assertThat(owner.id()).as("a flag").isEqualTo("alloc-a");
      assertThat(owner.address()).as("the file").isEqualTo(first.address());
      assertThat(client.next("configured", 50)).isPositive();
      Assertions.assertThatExceptionOfType(SeqsvrException.class)
          .isThrownBy(() -> client.next("configured", 51))
          .satisfies(
              refusal ->
                  assertThat(refusal.metadata())
                      .as("the environment")
                      .containsEntry("limit", "1..50"));
    }
  }

  @Test
  void servesFromMemoryWhileTheDatabaseHangsAndTheStoreIsDead() throws Exception {
    try (ClientSource client = ClientSource.of(CALL_TIMEOUT, first.address());
        NodeSource node = NodeSource.of(CALL_TIMEOUT, first.address());
        Callers callers = new Callers(history, CONVERSATIONS)) {
      callers.start(2, client, 1).start(2, node, 2).awaitServed(200);

      long frozen = fault("database frozen");
      deployment.database().pause();
      try {
        callers.awaitServed(50);
        callers.awaitRefusal(ErrorReason.STORE_UNAVAILABLE, frozen);
      } finally {
        deployment.database().resume();
      }
      phase("database goes on");
      callers.awaitServed(500);

      long killed = fault("store killed");
      store.kill();
      callers.awaitServed(50);
      callers.awaitRefusal(ErrorReason.STORE_UNAVAILABLE, killed);
      store = deployment.store();
      store.awaitReady();
      phase("store is back");
      callers.awaitServed(500);
      callers.stop();

      Bite bite = Bite.of(callers.calls());
      bite.endedWithin(CALL_TIMEOUT.plus(SLACK));
      bite.crossed(frozen);
      bite.crossed(killed);
      requireOnly(callers, ErrorReason.STORE_UNAVAILABLE);
    }
    judge();
  }

  @Test
  void servesWithoutZooKeeperForManyLeases() throws Exception {
    try (ClientSource client = ClientSource.of(CALL_TIMEOUT, first.address());
        NodeSource node = NodeSource.of(CALL_TIMEOUT, first.address());
        Callers callers = new Callers(history, CONVERSATIONS)) {
      callers.start(2, client, 3).start(2, node, 4).awaitServed(200);

      long stopped = fault("ZooKeeper stopped");
      deployment.zooKeeper().stop();
      try {
        while (System.nanoTime() - stopped < WITHOUT_ZOOKEEPER.toNanos()) {
          callers.awaitServed(10);
        }
      } finally {
        deployment.zooKeeper().start();
      }
      phase("ZooKeeper is back");
      callers.awaitServed(500);
      callers.stop();

      Bite bite = Bite.of(callers.calls());
      bite.endedWithin(CALL_TIMEOUT.plus(SLACK));
      bite.crossed(stopped);
      assertThat(callers.calls()).extracting(Callers.Seen::reason).containsOnlyNulls();
    }
    judge();
  }

  @Test
  void aPausedOwnerNeverComesBackIntoItsSections() throws Exception {
    Deployment.AllocNode second = deployment.alloc("alloc-b");
    ServerProcess secondProcess = deployment.start(second);
    secondProcess.awaitReady();
    try (ClientSource client = ClientSource.of(CALL_TIMEOUT, first.address(), second.address());
        NodeSource old = NodeSource.of(PATIENT_TIMEOUT, first.address());
        NodeSource next = NodeSource.of(CALL_TIMEOUT, second.address());
        Callers callers = new Callers(history, CONVERSATIONS)) {
      callers.start(2, client, 5).start(8, old, 6).start(1, next, 7).awaitServed(500);
      Routes before = client.routes();

      long paused = fault("owner paused");
      firstProcess.signal("STOP");
      long resumed;
      try {
        awaitOwner(second);
        callers.awaitServed(300);
        long leases = Duration.ofMillis(2 * Deployment.LEASE_MILLIS).toNanos();
        Awaitility.await().until(() -> System.nanoTime() - paused > leases);
      } finally {
        resumed = System.nanoTime();
        firstProcess.signal("CONT");
      }
      phase("owner goes on");
      callers.awaitRefusal(ErrorReason.NOT_OWNER, resumed);
      callers.awaitServed(300);

      fault("second owner ends");
      secondProcess.terminate();
      assertThat(secondProcess.awaitExit(STOP_LIMIT)).isZero();
      awaitReadyOwner(first);
      callers.awaitServed(300);
      callers.stop();

      assertThat(client.routes().version()).isGreaterThan(before.version() + 1);
      Bite bite = Bite.of(callers.calls());
      bite.crossed(paused);
      assertThat(bite.calls())
          .as("calls that the paused node answered when it went on")
          .anyMatch(
              call ->
                  call.node().equals(old.node())
                      && call.startNanos() < resumed
                      && call.endNanos() > resumed);
      // Later on it may serve again, in a new life, what the table gives it.
      long leaseIsOver = paused + Duration.ofMillis(Deployment.LEASE_MILLIS).toNanos();
      assertThat(bite.calls())
          .as(
              "seqs of the paused node, of calls that waited in its sockets when its lease was over")
          .noneMatch(
              call ->
                  call.node().equals(old.node())
                      && call.outcome() == Outcome.OK
                      && call.startNanos() > leaseIsOver
                      && call.startNanos() < resumed);
    } finally {
      secondProcess.destroy();
    }
    judge();
  }

  /** Waits until a node has every section, and serves it. */
  private static void awaitReadyOwner(Deployment.AllocNode node) {
    awaitOwner(node);
    ManagedChannel channel = ManagedChannelBuilder.forTarget(node.address()).usePlaintext().build();
    try {
      Awaitility.await(node.name() + " serves what it has")
          .atMost(TAKE_OVER_LIMIT)
          .during(HEALTH_PERIODS)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptions()
          .until(
              () ->
                  HealthGrpc.newBlockingStub(channel)
                      .withDeadlineAfter(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                      .check(HealthCheckRequest.getDefaultInstance())
                      .getStatus(),
              ServingStatus.SERVING::equals);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Waits until the table gives a node every section. */
  private static void awaitOwner(Deployment.AllocNode node) {
    try (ClientSource client = ClientSource.of(CALL_TIMEOUT, node.address())) {
      Awaitility.await("sections of " + node.name())
          .atMost(TAKE_OVER_LIMIT)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptions()
          .until(
              () ->
                  client.routes().nodes().stream()
                      .filter(owner -> owner.id().equals(node.name()))
                      .flatMap(owner -> owner.sections().stream())
                      .mapToInt(range -> range.last() - range.first() + 1)
                      .sum(),
              sections -> sections == SECTIONS);
    }
  }

  /** Every refusal is of one kind, and can be retried; what one fault causes has one name. */
  private static void requireOnly(Callers callers, ErrorReason reason) {
    List<ErrorReason> reasons =
        callers.calls().stream()
            .map(Callers.Seen::reason)
            .filter(seen -> seen != null)
            .distinct()
            .toList();
    assertThat(reasons).containsExactly(reason).allMatch(ErrorReason::isRetryable);
  }

  private long fault(String what) {
    long now = System.nanoTime();
    history.writeFault(Map.of("what", what, "t_ns", now));
    return now;
  }

  private void phase(String what) {
    history.writePhase(Map.of("what", what, "t_ns", System.nanoTime()));
  }

  private void judge() throws IOException, InterruptedException {
    history.close();
    Judges.requireHeld(recorded);
  }
}
