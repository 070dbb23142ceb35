package io.seqsvr.failover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hunts a black hole that leaks bytes, tells its ends, or never lets go. */
@Timeout(30)
final class RelayTest {
  private static final int SILENCE_MILLIS = 300;

  private ServerSocket server;
  private Relay relay;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    relay = Relay.to(server.getLocalPort());
  }

  @AfterEach
  void end() throws IOException {
    relay.close();
    server.close();
  }

  private Socket connect() throws IOException {
    int colon = relay.address().indexOf(":");
    Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            Integer.parseInt(relay.address().substring(colon + 1)));
    socket.setSoTimeout(SILENCE_MILLIS);
    return socket;
  }

  @Test
  void bytesGoBothWays() throws IOException {
    try (Socket near = connect();
        Socket far = server.accept()) {
      near.getOutputStream().write(1);
      assertThat(far.getInputStream().read()).isEqualTo(1);
      far.getOutputStream().write(2);
      near.setSoTimeout(0);
      assertThat(near.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void nothingGetsThroughWhileItIsCutAndTheConnectionIsGoneAfterwards() throws IOException {
    try (Socket near = connect();
        Socket far = server.accept()) {
      far.setSoTimeout(SILENCE_MILLIS);
      relay.cut();
      near.getOutputStream().write(1);
      assertSilent(far);
      far.getOutputStream().write(2);
      assertSilent(near);

      relay.mend();
      near.setSoTimeout(0);
      assertThat(near.getInputStream().read()).as("end of the connection").isEqualTo(-1);
    }
    try (Socket near = connect();
        Socket far = server.accept()) {
      near.getOutputStream().write(3);
      assertThat(far.getInputStream().read()).as("a new connection").isEqualTo(3);
    }
  }

  @Test
  void aNewConnectionIsAcceptedAndSilentWhileItIsCut() throws IOException {
    relay.cut();
    try (Socket near = connect()) {
      near.getOutputStream().write(1);
      assertSilent(near);
      server.setSoTimeout(SILENCE_MILLIS);
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.accept());
    }
  }

  /** Neither bytes nor an end of the connection come. */
  private static void assertSilent(Socket socket) {
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> socket.getInputStream().read());
  }
}
