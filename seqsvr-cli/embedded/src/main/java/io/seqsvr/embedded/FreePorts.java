package io.seqsvr.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A source of loopback TCP ports that were free a moment ago. Another process may take one before
 * it is used: the user of the port has to try again with another.
 */
@FunctionalInterface
interface FreePorts {
  int next() throws IOException;

  /** Ports chosen by the kernel. */
  static FreePorts ofKernel() {
    return () -> {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    };
  }
}
