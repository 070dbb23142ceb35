package io.seqsvr.cluster.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.ClusterMismatchException;
import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.Lease;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.LeaseState;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.RegisterContract;
import io.seqsvr.cluster.core.RegisterDeniedException;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RouteRegister;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.embedded.Ports;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.test.TestingServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The registers on a real ZooKeeper server. */
class ZooKeeperRegistersTest extends RegisterContract {
  private TestingServer server;
  private ZooKeeperSession session;

  @BeforeEach
  void start() throws Exception {
    // Not one of the kernel's: it has to be free still when the server comes back on it.
    server = new TestingServer(Ports.free());
    session = ZooKeeperSession.open(server.getConnectString(), "/seqsvr", Duration.ofSeconds(2));
    assertThat(session.awaitConnected(Duration.ofSeconds(10))).isTrue();
  }

  @AfterEach
  void stop() throws Exception {
    session.close();
    server.close();
  }

  @Override
  protected LeaseRegister leases() {
    return new ZooKeeperLeaseRegister(session, "alloc");
  }

  @Override
  protected RouteRegister routes() {
    return new ZooKeeperRouteRegister(session, "alloc");
  }

  @Override
  protected IdentityRegister identity() {
    return new ZooKeeperIdentityRegister(session);
  }

  @Test
  void whatWasWrittenOutlivesARestartOfTheServer() throws Exception {
    Lease lease = lease("a");
    long version = get(leases().create(lease)).orElseThrow().version();
    server.stop();
    assertThat(leases().replace(lease, version))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(RegisterUnavailableException.class);
    server.restart();
    assertThat(session.awaitConnected(Duration.ofSeconds(20))).isTrue();
    assertThat(get(leases().replace(lease, version))).isPresent();
  }

  /** One who writes what nobody can read must not blind those who watch all the others. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "lease_nanos=soon", "\\u00g1"})
  void whatIsNoLeaseHidesNoOther(@Nullable String text) throws Exception {
    Lease lease = lease("a");
    get(leases().create(lease));
    Lease broken = lease("b");
    String path = session.path("/alloc/leases/" + broken.incarnation());
    session.curator().create().forPath(path, text == null ? null : text.getBytes(UTF_8));
    assertThat(get(leases().readAll()))
        .extracting(entry -> entry.lease().incarnation())
        .containsExactly(lease.incarnation());
    assertThat(get(leases().create(broken))).as("nothing is written over it").isEmpty();
    assertThat(leases().read(broken.incarnation()))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(RegisterUnavailableException.class);
  }

  /** Who reads it at night has to know what to remove. */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "\u00ff", "no 1024 table"})
  void whatIsNoTableOrNoIdentityIsNamedByItsPath(@Nullable String text) throws Exception {
    byte[] data = text == null ? null : text.getBytes(UTF_8);
    session.curator().create().creatingParentsIfNeeded().forPath("/seqsvr/alloc/routes", data);
    session.curator().create().forPath("/seqsvr/identity", data);
    assertThat(routes().read())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(RegisterUnavailableException.class)
        .withMessageContaining("/seqsvr/alloc/routes: no routing table: ");
    ClusterIdentity proposed = new ClusterIdentity(RandomId.next(), 4, "xxh3-64");
    assertThatThrownBy(() -> identity().readOrCreate(proposed))
        .isInstanceOf(RegisterUnavailableException.class)
        .hasMessageContaining("/seqsvr/identity: no cluster identity: ");
  }

  @Test
  void aFirstTableWritesTheIdentityOfItsClusterWhereThereIsNone() throws Exception {
    assertThat(get(routes().create(table(1, node("a"))))).isTrue();
    ClusterIdentity other = new ClusterIdentity(RandomId.next(), 16, "xxh3-64");
    assertThat(identity().readOrCreate(other)).isEqualTo(CLUSTER);
  }

  /** Another tier has another count of shards, hence another identity, hence another root. */
  @Test
  void aTierOfAnotherCountHasATreeOfItsOwn() throws Exception {
    RoutingTable sections = table(1, node("a"));
    assertThat(get(routes().create(sections))).isTrue();
    ClusterIdentity lanes = new ClusterIdentity(RandomId.next(), 256, "xxh3-64");
    RoutingTable owners =
        RoutingTable.of(1, lanes, Collections.nCopies(256, Optional.of(node("m"))));
    try (ZooKeeperSession other =
        ZooKeeperSession.open(server.getConnectString(), "/lanes", Duration.ofSeconds(2))) {
      RouteRegister message = new ZooKeeperRouteRegister(other, "message");
      assertThat(get(message.create(owners))).isTrue();
      assertThat(get(message.read()).orElseThrow().table()).isEqualTo(owners);
      LeaseRegister marks = new ZooKeeperLeaseRegister(other, "message");
      get(marks.create(lease("m")));
      assertThat(get(marks.readAll())).hasSize(1);
    }
    assertThat(get(leases().readAll())).isEmpty();
    assertThat(get(routes().read()).orElseThrow().table()).isEqualTo(sections);
  }

  @Test
  void aFirstTableIsNotWrittenBesideTheIdentityOfAnotherCluster() throws Exception {
    ClusterIdentity other = new ClusterIdentity(RandomId.next(), 16, "xxh3-64");
    assertThat(identity().readOrCreate(other)).isEqualTo(other);
    assertThat(routes().create(table(1, node("a"))))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(ClusterMismatchException.class);
    assertThat(get(routes().read())).isEmpty();
  }

  @Test
  void whoHasNotTheCredentialsNeitherReadsNorWritesNorRemoves() throws Exception {
    Lease lease = lease("a");
    try (ZooKeeperSession owner = open("seqsvr:secret");
        ZooKeeperSession again = open("seqsvr:secret");
        ZooKeeperSession stranger = open("stranger:secret");
        ZooKeeperSession nobody = open("")) {
      LeaseRegister own = new ZooKeeperLeaseRegister(owner, "alloc");
      long version = get(own.create(lease)).orElseThrow().version();
      assertThat(get(new ZooKeeperLeaseRegister(again, "alloc").readAll())).hasSize(1);
      for (ZooKeeperSession other : List.of(stranger, nobody)) {
        LeaseRegister foreign = new ZooKeeperLeaseRegister(other, "alloc");
        assertRefused(foreign.read(lease.incarnation()));
        assertRefused(foreign.readAll());
        assertRefused(foreign.replace(lease.in(LeaseState.EXPIRED), version));
        assertRefused(foreign.create(lease("b")));
        assertRefused(foreign.remove(lease.incarnation()));
        assertThatThrownBy(() -> new ZooKeeperIdentityRegister(other).readOrCreate(CLUSTER))
            .isInstanceOf(RegisterDeniedException.class)
            .hasMessageNotContaining("secret");
      }
      assertThat(get(own.read(lease.incarnation()))).isPresent();
    }
  }

  private ZooKeeperSession open(String credentials) {
    return ZooKeeperSession.open(
        server.getConnectString(), "/guarded", Duration.ofSeconds(2), credentials);
  }

  private static void assertRefused(CompletableFuture<?> answer) {
    assertThat(answer)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withMessageContaining("NoAuth");
  }
}
