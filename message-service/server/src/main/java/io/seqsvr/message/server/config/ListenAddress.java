package io.seqsvr.message.server.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Where the gRPC server is going to listen, as Spring will read it.
 *
 * @param host empty for all addresses
 * @param port 0 for any free one
 */
record ListenAddress(String host, int port) {

  /**
   * Keeps a service without TLS off the network, unless it is told that the network is trusted.
   *
   * @throws MessageStartException if it would serve in plain text off this machine
   */
  void checkPlaintext(boolean tls, boolean allowed) {
    if (!tls && !allowed && (host.isEmpty() || !resolve().isLoopbackAddress())) {
      throw new MessageStartException(
          "seqsvr.message.grpc.address is not loopback and TLS is off: "
              + (host.isEmpty() ? "every address" : host)
              + "; set spring.grpc.server.ssl.bundle, or seqsvr.message.allow-plaintext=true on a"
              + " network where everybody may read and send messages",
          null);
    }
  }

  /**
   * Binds the port and lets it go again. A second service on this machine must find out before it
   * takes the lanes of the first one, which would end it.
   *
   * @throws MessageStartException if the port cannot be bound
   */
  void checkFree() {
    if (port == 0) {
      return;
    }
    InetSocketAddress address =
        host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(resolve(), port);
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true); // as the server does: old connections may linger
      probe.bind(address);
    } catch (IOException e) {
      throw new MessageStartException(
          "cannot listen on "
              + address.getHostString()
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); is another service running? See seqsvr.message.grpc.port",
          e);
    }
  }

  private InetAddress resolve() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new MessageStartException("seqsvr.message.grpc.address is unknown: " + host, e);
    }
  }
}
