package io.seqsvr.client.internal;

/**
 * Where a node listens.
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
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? "" : address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":") || host.contains("/")) {
      host = "";
    }
    int port = parsePort(address.substring(colon + 1));
    if (host.isEmpty() || port == 0) {
      throw new IllegalArgumentException("address must be host:port, port 1..65535: " + address);
    }
    return new HostPort(host, port);
  }

  /** Whether the host is this machine's loopback, judged by its spelling alone. */
  public boolean isLoopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }

  private static int parsePort(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port <= 65_535 ? port : 0;
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
