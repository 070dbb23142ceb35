package io.seqsvr.alloc.grpc;

import io.grpc.ManagedChannel;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to each other node that calls are passed on to: opened when it is first needed,
 * closed when no table names its address any more, and at the end. Calls under way when a
 * connection is closed may end, within their own deadlines.
 *
 * <p>Thread-safe. {@code open} is read without a lock and written under this, as are the other
 * fields; who writes goes by the newest table, so that a caller with an older one can't bring back
 * what was closed. Never blocks.
 */
public final class PeerChannels implements AutoCloseable {
  private final Function<String, ManagedChannel> connector;
  private final ForwardObserver observer;
  private final Map<String, ManagedChannel> open = new ConcurrentHashMap<>();
  private final Set<String> barred = new HashSet<>();
  private Set<String> named = Set.of();
  private volatile long version;
  private boolean closed;

  /**
   * No connections yet.
   *
   * @param connector makes a channel to a host:port without connecting it; throws
   *     IllegalStateException if the address must not be called, IllegalArgumentException if it is
   *     none
   */
  public PeerChannels(Function<String, ManagedChannel> connector, ForwardObserver observer) {
    this.connector = connector;
    this.observer = observer;
  }

  /** The channel to an address; null if the newest table does not name it or it is barred. */
  @Nullable ManagedChannel at(String address) {
    ManagedChannel known = open.get(address);
    return known != null ? known : connect(address);
  }

  private synchronized @Nullable ManagedChannel connect(String address) {
    if (closed || !named.contains(address) || barred.contains(address)) {
      return null;
    }
    try {
      return open.computeIfAbsent(address, connector);
    } catch (IllegalStateException | IllegalArgumentException e) {
      barred.add(address);
      observer.onPeerBarred(address, e);
      return null;
    }
  }

  /** Goes by a table from now on, if it is newer; closes what it does not name. */
  public void follow(RoutingTable table) {
    if (table.version() <= version) {
      return;
    }
    synchronized (this) {
      if (table.version() <= version) {
        return;
      }
      named = new HashSet<>();
      for (NodeIdentity node : table.nodes()) {
        named.add(node.address());
      }
      barred.retainAll(named);
      open.entrySet()
          .removeIf(
              channel -> {
                boolean gone = !named.contains(channel.getKey());
                if (gone) {
                  channel.getValue().shutdown();
                }
                return gone;
              });
      version = table.version();
    }
  }

  /** Connections that are open, or ready to be. */
  int size() {
    return open.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(ManagedChannel::shutdownNow);
    open.clear();
  }
}
