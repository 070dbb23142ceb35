package io.seqsvr.alloc.grpc;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.RoutingTable;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which answers bring the routing table: those to callers who chose this node by an older one.
 *
 * <ul>
 *   <li>a reply, and a refusal for another reason than the route: once per version and connection;
 *   <li>a refusal because of the route: as often as needed, but not for each of the hundreds that
 *       one connection may have in flight, see {@link ToldRoutes}.
 * </ul>
 *
 * <p>Thread-safe; holds no state but the encoded table.
 */
final class RouteReplies {
  private final Supplier<Optional<RoutingTable>> tables;
  private final MonotonicClock clock;
  private final RouteMessages messages = new RouteMessages();

  RouteReplies(Supplier<Optional<RoutingTable>> tables, MonotonicClock clock) {
    this.tables = tables;
    this.clock = clock;
  }

  /** The newest table, or null if there is none yet. */
  io.seqsvr.api.alloc.v1.@Nullable RoutingTable latest() {
    return messages.latest(tables.get());
  }

  /** The table for an answer that the caller is content with; null for none. */
  io.seqsvr.api.alloc.v1.@Nullable RoutingTable forReply(long callerVersion, Caller caller) {
    io.seqsvr.api.alloc.v1.RoutingTable table = newerThan(callerVersion);
    return table != null && caller.told().firstIn(table.getVersion()) ? table : null;
  }

  /** The table for a caller that has asked the wrong node; null for none. */
  io.seqsvr.api.alloc.v1.@Nullable RoutingTable forWrongNode(long callerVersion, Caller caller) {
    io.seqsvr.api.alloc.v1.RoutingTable table = newerThan(callerVersion);
    return table != null && caller.told().dueInRefusal(table.getVersion(), clock.nanoTime())
        ? table
        : null;
  }

  /** The table for a refusal; null for none. */
  io.seqsvr.api.alloc.v1.@Nullable RoutingTable forRefusal(
      SeqsvrException refusal, long callerVersion, Caller caller) {
    return switch (refusal.reason()) {
      case NOT_OWNER, SECTION_MOVING -> forWrongNode(callerVersion, caller);
      default -> refusal.reason().isRetryable() ? forReply(callerVersion, caller) : null;
    };
  }

  private io.seqsvr.api.alloc.v1.@Nullable RoutingTable newerThan(long callerVersion) {
    if (callerVersion == 0) {
      return null;
    }
    io.seqsvr.api.alloc.v1.RoutingTable table = latest();
    return table != null && table.getVersion() > callerVersion ? table : null;
  }
}
