package io.seqsvr.message.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.seqsvr.message.client.grpc.FakeMessageServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings, their ranges, and who is talked to. */
class BuilderTest {
  private static MessageClientBuilder builder(String address) {
    return MessageClient.builder(address).user("ann").listener(message -> {});
  }

  @Test
  void settingsHaveRanges() {
    MessageClientBuilder builder = builder("localhost:1");
    for (Duration bad : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofHours(2))) {
      assertThatThrownBy(() -> builder.sendTimeout(bad)).hasMessageContaining("1 ms..1 h");
      assertThatThrownBy(() -> Conversations.builder("localhost:1").timeout(bad))
          .hasMessageContaining("1 ms..1 h");
    }
    for (int bad : new int[] {0, -1, 257}) {
      assertThatThrownBy(() -> builder.listenerThreads(bad)).hasMessageContaining("1..256");
    }
    assertThatThrownBy(() -> builder.user("")).hasMessageContaining("1..128 bytes");
    assertThatThrownBy(() -> builder.device("d".repeat(65))).hasMessageContaining("1..64 bytes");
    for (String bad : List.of("localhost", "localhost:0", "localhost:65536", ":1", "::1:1", "")) {
      assertThatThrownBy(() -> MessageClient.builder(bad)).hasMessageContaining("host:port");
      assertThatThrownBy(() -> Conversations.builder(bad)).hasMessageContaining("host:port");
    }
  }

  @Test
  void theUserAndTheListenerAreNeeded() {
    assertThatThrownBy(() -> MessageClient.builder("localhost:1").listener(m -> {}).build())
        .hasMessageContaining("user(");
    assertThatThrownBy(() -> MessageClient.builder("localhost:1").user("ann").build())
        .hasMessageContaining("listener(");
  }

  @Test
  void plaintextLeavesThisMachineOnlyIfAllowed() {
    for (String remote : List.of("10.0.0.1:1", "[2001:db8::1]:1", "127.0.0.1.example:1")) {
      assertThatThrownBy(() -> builder(remote).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("plaintext to " + remote);
      assertThatThrownBy(() -> Conversations.builder(remote).build())
          .hasMessageContaining("plaintext to " + remote);
    }
    builder("10.0.0.1:1").allowPlaintext().build().close();
    Conversations.builder("10.0.0.1:1").allowPlaintext().build().close();
    builder("[::1]:1").build().close();
  }

  @Test
  void missingTlsFilesAreNamed() {
    assertThatThrownBy(() -> builder("10.0.0.1:1").tls(Path.of("/nowhere/ca.pem")).build())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/nowhere/ca.pem");
  }

  @Test
  void tlsTrustsOnlyWhomItShould(@TempDir Path directory) throws Exception {
    TestCertificates trusted = TestCertificates.make(directory, "trusted");
    TestCertificates stranger = TestCertificates.make(directory, "stranger");
    ServerCredentials credentials =
        TlsServerCredentials.create(trusted.certificate().toFile(), trusted.privateKey().toFile());
    try (FakeMessageServer server = new FakeMessageServer(credentials);
        MessageClient good = builder(server.address()).tls(trusted.certificate()).build();
        MessageClient bad = builder(server.address()).tls(stranger.certificate()).build();
        Conversations badCalls =
            Conversations.builder(server.address())
                .tls(stranger.certificate())
                .timeout(Duration.ofMillis(300))
                .build()) {
      Await.until("the good one is there", good::isConnected);
      assertThatThrownBy(() -> badCalls.list("ann"))
          .isInstanceOf(MessageOutcomeUnknownException.class);
      assertThat(bad.isConnected()).isFalse();
    }
  }
}
