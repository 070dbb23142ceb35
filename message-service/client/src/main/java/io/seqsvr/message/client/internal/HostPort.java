package io.seqsvr.message.client.internal;

/**
 * Where the service listens.
 *
 * @param host name or address; an IPv6 address without its brackets
 * @param port 1 to 65535, inclusive
 */
public record HostPort(String host, int port) {
  /**
   * Reads {@code host:port} or {@code [ipv6]:port}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static HostPort parse(String address) {
    boolean bracketed = address.startsWith("[");
    int split = bracketed ? address.indexOf("]:") + 1 : address.indexOf(':');
    if (split > 0 && (bracketed || split == address.lastIndexOf(':'))) {
      String host = bracketed ? address.substring(1, split - 1) : address.substring(0, split);
      int port = port(address.substring(split + 1));
      if (!host.isEmpty() && host.indexOf('/') < 0 && port > 0) {
        return new HostPort(host, port);
      }
    }
    throw new IllegalArgumentException("address must be host:port, port 1..65535: " + address);
  }

  private static int port(String text) {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    return port < 1 << 16 ? port : 0;
  }

  /** Whether the host is this machine's loopback, judged by its spelling alone. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
