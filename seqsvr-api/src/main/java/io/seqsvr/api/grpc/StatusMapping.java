package io.seqsvr.api.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refusals on the wire: a gRPC status with a {@code google.rpc.ErrorInfo} of the domain {@code
 * seqsvr}, a {@code RetryInfo} where a retry makes sense, and the routing table where it helps.
 *
 * <p>Stateless; every method may be called by any thread.
 */
public final class StatusMapping {
  /** Domain of every {@code ErrorInfo} that this service sends. */
  public static final String DOMAIN = "seqsvr";

  private StatusMapping() {}

  /** The gRPC status code that stands for a reason. */
  public static Status.Code code(ErrorReason reason) {
    return switch (reason) {
      case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
      case NOT_OWNER, SECTION_MOVING, LEASE_LOST, STORE_UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case OVERLOADED, QUOTA_EXCEEDED -> Status.Code.RESOURCE_EXHAUSTED;
      case STORE_WENT_BACK, CLUSTER_MISMATCH, OUT_OF_ORDER -> Status.Code.FAILED_PRECONDITION;
      case SEQ_EXHAUSTED -> Status.Code.OUT_OF_RANGE;
      case CONVERSATION_NOT_FOUND -> Status.Code.NOT_FOUND;
      case NOT_A_MEMBER, FORBIDDEN -> Status.Code.PERMISSION_DENIED;
      case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
      case IDEMPOTENCY_CONFLICT -> Status.Code.ALREADY_EXISTS;
    };
  }

  /** A refusal as the exception that a gRPC service ends a call with. */
  public static StatusException toStatus(SeqsvrException refusal) {
    return toStatus(refusal, null);
  }

  /**
   * A refusal as the exception that a gRPC service ends a call with.
   *
   * @param routes table that helps the caller to find the owner, or null
   */
  public static StatusException toStatus(SeqsvrException refusal, @Nullable RoutingTable routes) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(code(refusal.reason()).value())
            .setMessage(refusal.getMessage())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(refusal.reason().name())
                        .putAllMetadata(refusal.metadata())
                        .build()));
    refusal
        .retryAfter()
        .ifPresent(
            wait ->
                status.addDetails(
                    Any.pack(
                        RetryInfo.newBuilder()
                            .setRetryDelay(
                                com.google.protobuf.Duration.newBuilder()
                                    .setSeconds(wait.getSeconds())
                                    .setNanos(wait.getNano()))
                            .build())));
    if (routes != null) {
      status.addDetails(Any.pack(routes));
    }
    return StatusProto.toStatusException(status.build());
  }

  /**
   * Reads a refusal of this service out of a failed call.
   *
   * @return empty if the failure is the transport's own (no answer, deadline, broken connection) or
   *     another service's: then it is unknown whether the call had an effect
   */
  public static Optional<RemoteRefusal> fromThrowable(Throwable failure) {
    com.google.rpc.Status status;
    if (failure instanceof StatusRuntimeException e) {
      status = StatusProto.fromStatusAndTrailers(e.getStatus(), e.getTrailers());
    } else if (failure instanceof StatusException e) {
      status = StatusProto.fromStatusAndTrailers(e.getStatus(), e.getTrailers());
    } else {
      return Optional.empty();
    }
    ErrorInfo info = null;
    Duration retryAfter = null;
    RoutingTable routes = null;
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          info = detail.unpack(ErrorInfo.class);
        } else if (detail.is(RetryInfo.class)) {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          retryAfter = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        } else if (detail.is(RoutingTable.class)) {
          routes = detail.unpack(RoutingTable.class);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
    if (info == null || !info.getDomain().equals(DOMAIN)) {
      return Optional.empty();
    }
    ErrorReason reason = reasonOrNull(info.getReason());
    if (reason == null) {
      return Optional.empty();
    }
    Map<String, String> metadata = new HashMap<>(info.getMetadataMap());
    return Optional.of(
        new RemoteRefusal(
            new SeqsvrException(reason, status.getMessage(), metadata, retryAfter), routes));
  }

  /** The refusal of one entry of a batch, as a message. */
  public static io.seqsvr.api.alloc.v1.Error toError(SeqsvrException refusal) {
    io.seqsvr.api.alloc.v1.Error.Builder error =
        io.seqsvr.api.alloc.v1.Error.newBuilder()
            .setReason(refusal.reason().name())
            .setMessage(refusal.getMessage())
            .putAllMetadata(refusal.metadata());
    refusal.retryAfter().ifPresent(wait -> error.setRetryAfterMillis(wait.toMillis()));
    return error.build();
  }

  /**
   * Reads the refusal of one entry of a batch.
   *
   * @return empty if the reason is none that this version knows
   */
  public static Optional<SeqsvrException> fromError(io.seqsvr.api.alloc.v1.Error error) {
    ErrorReason reason = reasonOrNull(error.getReason());
    if (reason == null) {
      return Optional.empty();
    }
    Duration wait =
        error.hasRetryAfterMillis() ? Duration.ofMillis(error.getRetryAfterMillis()) : null;
    return Optional.of(
        new SeqsvrException(reason, error.getMessage(), error.getMetadataMap(), wait));
  }

  /** The refusal of one entry of a store call, as a message. */
  public static io.seqsvr.api.store.v1.StoreError toStoreError(SeqsvrException refusal) {
    io.seqsvr.api.store.v1.StoreError.Builder error =
        io.seqsvr.api.store.v1.StoreError.newBuilder()
            .setReason(refusal.reason().name())
            .setMessage(refusal.getMessage())
            .putAllMetadata(refusal.metadata());
    refusal.retryAfter().ifPresent(wait -> error.setRetryAfterMillis(wait.toMillis()));
    return error.build();
  }

  /**
   * Reads the refusal of one entry of a store call.
   *
   * @return empty if the reason is none that this version knows
   */
  public static Optional<SeqsvrException> fromStoreError(io.seqsvr.api.store.v1.StoreError error) {
    ErrorReason reason = reasonOrNull(error.getReason());
    if (reason == null) {
      return Optional.empty();
    }
    Duration wait =
        error.hasRetryAfterMillis() ? Duration.ofMillis(error.getRetryAfterMillis()) : null;
    return Optional.of(
        new SeqsvrException(reason, error.getMessage(), error.getMetadataMap(), wait));
  }

  private static @Nullable ErrorReason reasonOrNull(String name) {
    for (ErrorReason reason : ErrorReason.values()) {
      if (reason.name().equals(name)) {
        return reason;
      }
    }
    return null;
  }

  /**
   * A refusal that another process sent.
   *
   * @param routes the routing table that came with it, or null
   */
  public record RemoteRefusal(SeqsvrException refusal, @Nullable RoutingTable routes) {}
}
