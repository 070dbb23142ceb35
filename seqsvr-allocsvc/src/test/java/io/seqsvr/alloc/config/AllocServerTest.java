package io.seqsvr.alloc.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.embedded.Ports;
import java.util.Map;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;

/** Hunts parts of a node that don't fit together. The store is away, so nothing is served. */
class AllocServerTest {
  @Test
  void aNodeStartsAndEndsWithoutAStore() throws Exception {
    try (TestingServer zookeeper = new TestingServer(Ports.free());
        AllocServer server =
            AllocServer.start(
                Map.of(
                    "seqsvr.alloc.zookeeper.connect-string", zookeeper.getConnectString(),
                    "seqsvr.alloc.stores", "127.0.0.1:1",
                    "seqsvr.alloc.advertised-address", "127.0.0.1:1",
                    "seqsvr.alloc.grpc.port", "0",
                    "seqsvr.alloc.http.port", "0",
                    "seqsvr.alloc.management.port", "0"))) {
      assertThat(server.isServing()).isFalse();
      assertThat(server.failure()).isNotDone();
    }
  }
}
