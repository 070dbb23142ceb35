package io.seqsvr.store.config;

import io.seqsvr.store.core.StoreStartException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Keeps a store without TLS off the network, unless it is told that the network is trusted. */
final class PlaintextCheck {
  private PlaintextCheck() {}

  static void check(StoreProperties.Grpc grpc, boolean tls) {
    if (!tls && !grpc.allowPlaintext() && !isLoopback(grpc.address())) {
      throw new StoreStartException(
          "seqsvr.store.grpc.address is not loopback and TLS is off: "
              + grpc.address()
              + "; set spring.grpc.server.ssl.bundle, or seqsvr.store.grpc.allow-plaintext=true on"
              + " a network where everybody may change the rows",
          null);
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new StoreStartException("seqsvr.store.grpc.address is unknown: " + address, e);
    }
  }
}
