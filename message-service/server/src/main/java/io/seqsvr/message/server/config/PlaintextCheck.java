package io.seqsvr.message.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Keeps a service without TLS off the network, unless it is told that the network is trusted. */
final class PlaintextCheck {
  private PlaintextCheck() {}

  static void check(MessageProperties properties, boolean tls) {
    String address = properties.grpc().address();
    if (!tls && !properties.allowPlaintext() && !isLoopback(address)) {
      throw new MessageStartException(
          "seqsvr.message.grpc.address is not loopback and TLS is off: "
              + address
              + "; set spring.grpc.server.ssl.bundle, or seqsvr.message.allow-plaintext=true on a"
              + " network where everybody may read and send messages",
          null);
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new MessageStartException("seqsvr.message.grpc.address is unknown: " + address, e);
    }
  }
}
