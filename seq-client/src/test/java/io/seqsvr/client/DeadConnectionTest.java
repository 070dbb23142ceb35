package io.seqsvr.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Hunts a client that stays on a connection which a packet filter has forgotten: nothing comes
 * through any more, and neither side is told. A proxy swallows what is sent on its first connection
 * from some time on; later connections work.
 */
class DeadConnectionTest {
  @Test
  void isReplacedAfterASecondOfSilence() throws IOException {
    try (FakeCluster cluster = FakeCluster.ofOneNode();
        ForgetfulProxy proxy = new ForgetfulProxy(cluster.node(0).port())) {
      cluster.setTable(
          cluster.table().toBuilder()
              .setNodes(
                  0, cluster.table().getNodes(0).toBuilder().setAddress(proxy.address()).build())
              .build());
      cluster.ignoreOwners();
      try (SeqClient client = SeqClient.builder(proxy.address()).build()) {
        assertThat(client.next("x")).isEqualTo(1);
        proxy.forgetOpenConnections();

        assertThat(client.next("x")).isGreaterThan(1);
        assertThat(proxy.connections).hasValueGreaterThan(proxy.forgottenUpTo);
      }
    }
  }

  private static final class ForgetfulProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int forgottenUpTo;

    ForgetfulProxy(int target) throws IOException {
      this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      this.target = target;
      threads.execute(this::accept);
    }

    String address() {
      return "127.0.0.1:" + listener.getLocalPort();
    }

    void forgetOpenConnections() {
      forgottenUpTo = connections.get();
    }

    private void accept() {
      while (true) {
        try {
          Socket client = listener.accept();
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          int number = connections.incrementAndGet();
          threads.execute(() -> pump(client, server, number));
          threads.execute(() -> pump(server, client, number));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void pump(Socket from, Socket to, int number) {
      byte[] buffer = new byte[8_192];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (number > forgottenUpTo) {
            out.write(buffer, 0, n);
            out.flush();
          }
        }
      } catch (IOException ended) {
        // So does the pump.
      }
    }

    @Override
    public void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      threads.shutdownNow();
    }
  }
}
