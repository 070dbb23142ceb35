package io.seqsvr.alloc.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;

/** The rule that unencrypted connections stay on the machine unless somebody says otherwise. */
final class Plaintext {
  private static final String EVERYWHERE = "0.0.0.0";
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1]|127(\\.[0-9]{1,3}){3}");

  private Plaintext() {}

  /**
   * Checks what the servers will bind, whichever property says so.
   *
   * @throws IllegalStateException if other machines could reach one that has no TLS and that is not
   *     allowed
   */
  static void checkListening(Environment environment, boolean allowed) {
    if (!environment.containsProperty("spring.grpc.server.ssl.bundle")) {
      checkListening(environment.getProperty("spring.grpc.server.address", EVERYWHERE), allowed);
    }
    if (!environment.containsProperty("server.ssl.bundle")) {
      checkListening(environment.getProperty("server.address", EVERYWHERE), allowed);
    }
    checkListening(environment.getProperty("management.server.address", EVERYWHERE), allowed);
  }

  /**
   * Checks an address that is to be listened on without encryption.
   *
   * @throws IllegalStateException if other machines could reach it and that is not allowed
   */
  static void checkListening(String address, boolean allowed) {
    if (!allowed && !isLoopback(address)) {
      throw new IllegalStateException(
          "refusing to listen on "
              + address
              + " without encryption; set seqsvr.alloc.allow-plaintext=true if the network is"
              + " trusted");
    }
  }

  /**
   * Checks a {@code host:port} that is to be called without encryption.
   *
   * @throws IllegalStateException if it is on another machine and that is not allowed
   */
  static void checkCalling(String target, boolean allowed) {
    int colon = target.lastIndexOf(':');
    String host = colon < 0 ? target : target.substring(0, colon);
    if (!allowed && !isLoopback(host)) {
      throw new IllegalStateException(
          "refusing to call the store "
              + target
              + " without encryption; set seqsvr.alloc.store-ca, or"
              + " seqsvr.alloc.allow-plaintext=true if the network is trusted");
    }
  }

  /**
   * Checks the {@code host:port} of another alloc node that is to be called without encryption. The
   * address comes from the routing table and is judged by its spelling, because a look-up would
   * hold up the callers of this node.
   *
   * @throws IllegalStateException if it is on another machine and that is not allowed
   */
  static void checkCallingPeer(String target, boolean allowed) {
    String host = target.substring(0, Math.max(0, target.lastIndexOf(':')));
    if (!allowed && !LOOPBACK.matcher(host).matches()) {
      throw new IllegalStateException(
          "refusing to call the alloc node "
              + target
              + " without encryption; set seqsvr.alloc.peer-ca, or"
              + " seqsvr.alloc.allow-plaintext=true if the network is trusted");
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("unknown host: " + address, e);
    }
  }
}
