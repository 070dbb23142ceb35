package io.seqsvr.store.config;

import io.seqsvr.store.core.StoreStartException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Keeps a store without TLS off the network, unless it is told that the network is trusted. */
final class PlaintextCheck {
  private PlaintextCheck() {}

  /**
   * Checks what the server will bind.
   *
   * @param address as Spring resolves it, whichever property says so; empty for all addresses
   */
  static void check(String address, boolean tls, boolean allowed) {
    if (!tls && !allowed && (address.isEmpty() || !isLoopback(address))) {
      throw new StoreStartException(
          "seqsvr.store.grpc.address is not loopback and TLS is off: "
              + (address.isEmpty() ? "every address" : address)
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
