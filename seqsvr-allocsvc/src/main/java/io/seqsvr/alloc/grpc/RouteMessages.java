package io.seqsvr.alloc.grpc;

import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.cluster.wire.RoutingTableCodec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest routing table as a message, encoded once per table.
 *
 * <p>Thread-safe: one volatile field holds table and message together; two threads may both encode
 * a new table, to the same result.
 */
final class RouteMessages {
  private record Encoded(RoutingTable table, io.seqsvr.api.alloc.v1.RoutingTable message) {}

  private volatile @Nullable Encoded encoded;

  @SuppressWarnings("ReferenceEquality") // a spared encoding, not a decision
  io.seqsvr.api.alloc.v1.@Nullable RoutingTable latest(Optional<RoutingTable> table) {
    if (table.isEmpty()) {
      return null;
    }
    Encoded known = encoded;
    if (known == null || known.table() != table.get()) {
      known = new Encoded(table.get(), RoutingTableCodec.encode(table.get()));
      encoded = known;
    }
    return known.message();
  }
}
