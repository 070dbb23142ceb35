package io.seqsvr.failover.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP relay on the loopback that can become a black hole: connections stay open and are still
 * accepted, nothing gets through in either direction and nobody is told. {@link #mend} closes every
 * connection that has lost bytes, as the end of a partition does sooner or later.
 *
 * <p>Thread-safe. Two threads a connection, which end with it.
 */
final class Relay implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int CONNECT_MILLIS = 1_000;
  private static final int BACKLOG = 64;

  private final int targetPort;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Relay(int targetPort, ServerSocket listener) {
    this.targetPort = targetPort;
    this.listener = listener;
  }

  /** Starts a relay to a port of the loopback. */
  static Relay to(int targetPort) throws IOException {
    Relay relay =
        new Relay(targetPort, new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    thread("relay-" + targetPort, relay::accept);
    return relay;
  }

  /** {@code host:port} to connect to. */
  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Lets nothing through any more. */
  void cut() {
    cut = true;
  }

  /** Lets new connections through; those that were open are closed. */
  void mend() {
    cut = false;
    open.forEach(Relay::closeQuietly);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        open.add(near);
        if (!cut) {
          connect(near);
        }
      } catch (IOException closing) {
        if (!listener.isClosed()) {
          throw new IllegalStateException("relay to " + targetPort, closing);
        }
      }
    }
  }

  private void connect(Socket near) {
    Socket far = new Socket();
    open.add(far);
    try {
      far.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), CONNECT_MILLIS);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
    } catch (IOException nobodyThere) {
      end(near, far);
      return;
    }
    thread("relay-there-" + targetPort, () -> pump(near, far));
    thread("relay-back-" + targetPort, () -> pump(far, near));
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (cut) {
          // This connection has a hole now: it must not go on, nor may its ends hear of that yet.
          swallow(in, buffer);
          return;
        }
        to.getOutputStream().write(buffer, 0, read);
      }
      holdWhileCut();
    } catch (IOException closed) {
      holdWhileCut();
    } finally {
      end(from, to);
    }
  }

  private void swallow(InputStream in, byte[] buffer) throws IOException {
    int read = 0;
    while (cut && read >= 0) {
      read = in.read(buffer);
    }
    holdWhileCut();
  }

  /** While it is cut, the end of one side is no news for the other. */
  private void holdWhileCut() {
    synchronized (this) {
      while (cut && !listener.isClosed()) {
        try {
          wait(10);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private void end(Socket one, Socket other) {
    closeQuietly(one);
    closeQuietly(other);
    open.remove(one);
    open.remove(other);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close " + socket, e);
    }
  }

  private static void thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(Relay::closeQuietly);
  }
}
