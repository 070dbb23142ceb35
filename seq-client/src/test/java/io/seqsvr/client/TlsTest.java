package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.seqsvr.api.error.SeqsvrException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who talks to whom when the node wants to see the client's certificate. */
class TlsTest {
  private final FakeCluster cluster = new FakeCluster("a".repeat(32));
  private static TestCertificates ofNode;
  private static TestCertificates ofClient;
  private static TestCertificates ofStranger;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) throws Exception {
    ofNode = TestCertificates.make(directory, "node");
    ofClient = TestCertificates.make(directory, "client");
    ofStranger = TestCertificates.make(directory, "stranger");
  }

  @BeforeEach
  void start() throws IOException {
    ServerCredentials credentials =
        TlsServerCredentials.newBuilder()
            .keyManager(ofNode.certificate().toFile(), ofNode.privateKey().toFile())
            .trustManager(ofClient.certificate().toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
            .build();
    cluster.addNode(0, credentials);
    cluster.assign(cluster.node(0), 0, FakeCluster.SECTIONS - 1);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private SeqClientBuilder builder() {
    return SeqClient.builder(cluster.node(0).address()).timeout(Duration.ofSeconds(2));
  }

  @Test
  void bothSidesKnowEachOther() {
    try (SeqClient client =
        builder()
            .tls(ofNode.certificate(), ofClient.certificate(), ofClient.privateKey())
            .build()) {
      assertThat(client.next("x")).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatIsNotTrustedGetsNothing() {
    assertRefused(
        builder().tls(ofStranger.certificate(), ofClient.certificate(), ofClient.privateKey()));
  }

  @Test
  void aStrangerGetsNothing() {
    assertRefused(
        builder().tls(ofNode.certificate(), ofStranger.certificate(), ofStranger.privateKey()));
    assertRefused(builder().tls(ofNode.certificate()));
    assertRefused(builder());
  }

  private void assertRefused(SeqClientBuilder builder) {
    try (SeqClient client = builder.timeout(Duration.ofMillis(500)).build()) {
      assertThatThrownBy(() -> client.next("x")).isInstanceOf(SeqsvrException.class);
    }
    assertThat(cluster.node(0).batches).isEmpty();
  }
}
