package io.seqsvr.cluster.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.cluster.core.IdentityRegister;
import io.seqsvr.cluster.core.LeaseRegister;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RegisterContract;
import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.cluster.core.RouteRegister;
import java.time.Duration;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registers on a real ZooKeeper server. */
class ZooKeeperRegistersTest extends RegisterContract {
  private TestingServer server;
  private ZooKeeperSession session;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
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
    NodeIdentity node = node("a");
    long version = leases().create(node, TERMS);
    server.stop();
    assertThatThrownBy(() -> leases().renew(node, TERMS, version))
        .isInstanceOf(RegisterUnavailableException.class);
    server.restart();
    assertThat(session.awaitConnected(Duration.ofSeconds(10))).isTrue();
    assertThat(leases().renew(node, TERMS, version)).isPresent();
  }
}
