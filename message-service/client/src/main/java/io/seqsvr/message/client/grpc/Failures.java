package io.seqsvr.message.client.grpc;

import io.grpc.Status;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.message.client.internal.Attempt;
import io.seqsvr.message.client.internal.LinkEnd;
import java.time.Duration;
import java.util.Optional;

/** Failed calls and streams, in the client's own terms. Stateless. */
final class Failures {
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private Failures() {}

  static <V> Attempt<V> attempt(Throwable failure) {
    Optional<StatusMapping.RemoteRefusal> refusal = StatusMapping.fromThrowable(failure);
    if (refusal.isPresent()) {
      return new Attempt.Refused<>(refusal.get().refusal());
    }
    return new Attempt.Unanswered<>(failure, isRetryable(Status.fromThrowable(failure)));
  }

  static LinkEnd end(Throwable failure) {
    Optional<StatusMapping.RemoteRefusal> remote = StatusMapping.fromThrowable(failure);
    if (remote.isPresent()) {
      SeqsvrException refusal = remote.get().refusal();
      boolean last =
          switch (refusal.reason()) {
            case UNAUTHENTICATED, FORBIDDEN, INVALID_ARGUMENT -> true;
            default -> false;
          };
      return new LinkEnd(
          last,
          refusal.reason() + ": " + refusal.getMessage(),
          refusal.retryAfter().map(Failures::nanos).orElse(0L));
    }
    Status status = Status.fromThrowable(failure);
    boolean last =
        switch (status.getCode()) {
          case UNAUTHENTICATED, PERMISSION_DENIED, INVALID_ARGUMENT -> true;
          default -> false;
        };
    return new LinkEnd(last, status.getCode() + ": " + status.getDescription(), 0);
  }

  /** Waits from the network, as nanoseconds that don't overflow. */
  static long nanos(Duration wait) {
    return (wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait).toNanos();
  }

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
