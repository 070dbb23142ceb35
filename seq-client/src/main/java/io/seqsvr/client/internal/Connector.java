package io.seqsvr.client.internal;

/** Makes connections. Implementations are thread-safe. */
@FunctionalInterface
public interface Connector {
  /** A connection that is established when it is first used; never blocks and never fails. */
  Connection connect(HostPort address);
}
