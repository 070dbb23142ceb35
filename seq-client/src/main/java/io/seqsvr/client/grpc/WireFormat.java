package io.seqsvr.client.grpc;

import io.grpc.Status;
import io.seqsvr.api.alloc.v1.NextBatchReply;
import io.seqsvr.api.alloc.v1.NextBatchRequest;
import io.seqsvr.api.alloc.v1.NextResult;
import io.seqsvr.api.alloc.v1.NodeRoute;
import io.seqsvr.api.alloc.v1.RaiseReply;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.alloc.v1.SectionRange;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.client.internal.Attempt;
import io.seqsvr.client.internal.Block;
import io.seqsvr.client.internal.HostPort;
import io.seqsvr.client.internal.NextEntry;
import io.seqsvr.client.internal.NodeFailedException;
import io.seqsvr.client.internal.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages of the allocation service as the client's own values. Stateless. */
final class WireFormat {
  private WireFormat() {}

  static NextBatchRequest batch(List<NextEntry> entries, long routeVersion) {
    NextBatchRequest.Builder request = NextBatchRequest.newBuilder().setRouteVersion(routeVersion);
    for (NextEntry entry : entries) {
      request
          .addEntriesBuilder()
          .setNamespace(entry.namespace())
          .setConversation(entry.conversation())
          .setCount(entry.count());
    }
    return request.build();
  }

  /**
   * The results of a batch, in the order of its entries.
   *
   * @throws IllegalArgumentException if there are more or fewer than entries
   */
  static List<Attempt<Block>> results(
      HostPort node, List<NextEntry> entries, NextBatchReply reply) {
    if (reply.getResultsCount() != entries.size()) {
      throw new IllegalArgumentException(
          entries.size() + " entries got " + reply.getResultsCount() + " results");
    }
    List<Attempt<Block>> results = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      results.add(result(node, entries.get(i), reply.getResults(i)));
    }
    return results;
  }

  private static Attempt<Block> result(HostPort node, NextEntry entry, NextResult result) {
    return switch (result.getOutcomeCase()) {
      case BLOCK -> block(node, entry, result.getBlock());
      case ERROR -> refusal(node, result.getError());
      case OUTCOME_NOT_SET -> unreadable(node, "a result with neither block nor error");
    };
  }

  private static Attempt<Block> block(
      HostPort node, NextEntry entry, io.seqsvr.api.alloc.v1.Block block) {
    boolean inRange =
        block.getFirst() >= 1 && block.getFirst() - 1 <= Long.MAX_VALUE - entry.count();
    if (!inRange || block.getCount() != entry.count()) {
      return unreadable(
          node,
          "a block of "
              + block.getCount()
              + " from "
              + block.getFirst()
              + " for a count of "
              + entry.count());
    }
    return new Attempt.Answered<>(new Block(block.getFirst(), entry.count()), null);
  }

  /**
   * What counts as the last seq of a conversation that was raised.
   *
   * @throws IllegalArgumentException if that is less than was asked for
   */
  static long raised(long atLeast, RaiseReply reply) {
    if (reply.getSeq() < atLeast) {
      throw new IllegalArgumentException(
          "raised to " + reply.getSeq() + " where " + atLeast + " was asked for");
    }
    return reply.getSeq();
  }

  private static Attempt<Block> refusal(HostPort node, io.seqsvr.api.alloc.v1.Error error) {
    Optional<SeqsvrException> refusal = StatusMapping.fromError(error);
    return refusal.isPresent()
        ? new Attempt.Refused<>(refusal.get(), null)
        : unreadable(node, "the reason " + error.getReason() + ", which this version doesn't know");
  }

  private static <V> Attempt<V> unreadable(HostPort node, String what) {
    return new Attempt.Unanswered<>(
        new NodeFailedException(node, new IllegalArgumentException("answered with " + what)),
        true,
        false);
  }

  /**
   * The routing table of an answer.
   *
   * @throws IllegalArgumentException if a part is out of its range
   */
  static RouteTable table(RoutingTable routes) {
    List<RouteTable.NodeRoute> nodes = new ArrayList<>(routes.getNodesCount());
    for (NodeRoute node : routes.getNodesList()) {
      List<RouteTable.Sections> sections = new ArrayList<>(node.getSectionsCount());
      for (SectionRange range : node.getSectionsList()) {
        sections.add(new RouteTable.Sections(range.getFirst(), range.getLast()));
      }
      nodes.add(
          new RouteTable.NodeRoute(
              node.getNodeId(),
              node.getIncarnation(),
              HostPort.parse(node.getAddress()),
              sections));
    }
    return new RouteTable(
        routes.getVersion(),
        routes.getClusterId(),
        routes.getSectionCount(),
        routes.getHash(),
        nodes);
  }

  /**
   * How an attempt ended that the transport reports as failed.
   *
   * @param reached whether the request was given to a connection
   */
  static <V> Attempt<V> failure(HostPort node, Throwable failure, boolean reached) {
    Optional<StatusMapping.RemoteRefusal> refusal = StatusMapping.fromThrowable(failure);
    if (refusal.isPresent()) {
      return new Attempt.Refused<>(
          refusal.get().refusal(), tableOrNull(node, refusal.get().routes()));
    }
    return new Attempt.Unanswered<>(
        new NodeFailedException(node, failure),
        reached,
        isRetryable(Status.fromThrowable(failure)));
  }

  /** The routing table of an answer whose main part is another; null if it can't be used. */
  static @Nullable RouteTable tableOrNull(HostPort node, @Nullable RoutingTable routes) {
    if (routes == null) {
      return null;
    }
    try {
      return table(routes);
    } catch (IllegalArgumentException e) {
      System.getLogger("io.seqsvr.client")
          .log(System.Logger.Level.WARNING, "unusable routing table from " + node, e);
      return null;
    }
  }

  /** Whether another attempt can do better after a failure of the transport or of a proxy. */
  private static boolean isRetryable(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE,
          DEADLINE_EXCEEDED,
          CANCELLED,
          ABORTED,
          INTERNAL,
          UNKNOWN,
          DATA_LOSS,
          RESOURCE_EXHAUSTED ->
          true;
      case OK,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED ->
          false;
    };
  }
}
