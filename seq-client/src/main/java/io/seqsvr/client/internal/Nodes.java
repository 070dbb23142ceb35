package io.seqsvr.client.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that the client has to do with: one for each address of the routing table and of the
 * seeds, made when it is first needed, retired when no table names it any more.
 *
 * <p>Thread-safe. {@code byAddress} is read without a lock and written under this; who writes looks
 * at the newest table first, so that a caller with an old table can't bring back what was retired.
 * Queued calls of retired nodes are handed back after the monitor is left.
 */
final class Nodes {
  private final List<HostPort> seeds;
  private final RouteBook book;
  private final Function<HostPort, Node> factory;
  private final Map<HostPort, Node> byAddress = new ConcurrentHashMap<>();
  private final AtomicInteger cursor = new AtomicInteger();
  private boolean closed;

  Nodes(List<HostPort> seeds, RouteBook book, Function<HostPort, Node> factory) {
    this.seeds = List.copyOf(seeds);
    this.book = book;
    this.factory = factory;
  }

  /** The node at an address, or null if neither the newest table nor the seeds name it. */
  @Nullable Node at(HostPort address) {
    Node known = byAddress.get(address);
    return known != null ? known : create(address);
  }

  private synchronized @Nullable Node create(HostPort address) {
    if (closed || !isNamed(address)) {
      return null;
    }
    return byAddress.computeIfAbsent(address, factory);
  }

  /**
   * Another node at each call, the seeds first; null after {@link #close}.
   *
   * @param avoided where to ask only if there is nobody else
   */
  @Nullable Node nextInTurn(@Nullable HostPort avoided) {
    return inTurn(takeTurn(), avoided);
  }

  /** Another turn at each call. */
  int takeTurn() {
    return cursor.getAndIncrement();
  }

  /** The node of a turn, as {@link #nextInTurn}. */
  @Nullable Node inTurn(int turn, @Nullable HostPort avoided) {
    Set<HostPort> addresses = addresses();
    if (avoided != null && addresses.size() > 1) {
      addresses.remove(avoided);
    }
    List<HostPort> inOrder = List.copyOf(addresses);
    // The table may be newer by now and have dropped the address; a seed is always there.
    Node node = at(inOrder.get(Math.floorMod(turn, inOrder.size())));
    return node != null ? node : at(seeds.get(0));
  }

  /** Whether there is somebody else to ask. */
  boolean hasOtherThan(HostPort address) {
    return addresses().stream().anyMatch(known -> !known.equals(address));
  }

  private Set<HostPort> addresses() {
    Set<HostPort> addresses = new LinkedHashSet<>(seeds);
    RouteTable table = book.table();
    if (table != null) {
      table.nodes().forEach(node -> addresses.add(node.address()));
    }
    return addresses;
  }

  int seedCount() {
    return seeds.size();
  }

  /**
   * Goes by a newer table: retires the nodes that it doesn't name.
   *
   * @return the calls that have to go to another node: those that waited for retired ones, and all
   *     that {@link Node#takeMoved} finds
   */
  List<KeyedCall<?>> onTable() {
    List<Node> gone = new ArrayList<>();
    synchronized (this) {
      for (Node node : byAddress.values()) {
        if (!isNamed(node.address())) {
          gone.add(node);
        }
      }
      gone.forEach(node -> byAddress.remove(node.address()));
    }
    List<KeyedCall<?>> moving = new ArrayList<>();
    for (Node node : gone) {
      moving.addAll(node.retire());
      moving.addAll(node.takeMoved());
    }
    byAddress.values().forEach(node -> moving.addAll(node.takeMoved()));
    return moving;
  }

  /** Ends all connections and makes no more. */
  void close() {
    List<Node> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(byAddress.values());
      byAddress.clear();
    }
    for (Node node : all) {
      node.retire();
      node.connection().abort();
    }
  }

  private boolean isNamed(HostPort address) {
    RouteTable table = book.table();
    return seeds.contains(address) || (table != null && table.hasNodeAt(address));
  }
}
