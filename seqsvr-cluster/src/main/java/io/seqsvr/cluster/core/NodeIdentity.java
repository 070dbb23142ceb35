package io.seqsvr.cluster.core;

import java.util.regex.Pattern;

/**
 * One life of one node.
 *
 * @param nodeId configured name, the same after a restart: 1 to 64 characters of {@code [a-z0-9.-]}
 * @param incarnation 32 lowercase hexadecimal digits, new at every start
 * @param address where clients reach it, {@code host:port}
 */
public record NodeIdentity(String nodeId, String incarnation, String address) {
  private static final Pattern NODE_ID = Pattern.compile("[a-z0-9.-]{1,64}");

  public NodeIdentity {
    if (!NODE_ID.matcher(nodeId).matches()) {
      throw new IllegalArgumentException(
          "node id must be 1 to 64 characters of [a-z0-9.-]: " + nodeId);
    }
    if (!RandomId.isWellFormed(incarnation)) {
      throw new IllegalArgumentException(
          "incarnation must be 32 hexadecimal digits: " + incarnation);
    }
    int colon = address.lastIndexOf(':');
    if (colon < 1 || colon == address.length() - 1) {
      throw new IllegalArgumentException("address must be host:port: " + address);
    }
  }

  /** The same node in a new life. */
  public NodeIdentity reborn() {
    return new NodeIdentity(nodeId, RandomId.next(), address);
  }
}
