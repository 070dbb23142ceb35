package io.seqsvr.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusException;
import io.seqsvr.api.alloc.v1.RoutingTable;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping.RemoteRefusal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason survives the way over the wire, and nothing else is taken for a refusal. */
class StatusMappingTest {
  @ParameterizedTest
  @EnumSource
  void everyReasonComesBackWithItsDetails(ErrorReason reason) {
    SeqsvrException sent =
        new SeqsvrException(
            reason, "no", Map.of("field", "count", "limit", "1..9"), Duration.ofMillis(1_250));
    RoutingTable routes = RoutingTable.newBuilder().setVersion(7).build();

    StatusException status = StatusMapping.toStatus(sent, routes);
    RemoteRefusal read = StatusMapping.fromThrowable(status).orElseThrow();

    assertThat(status.getStatus().getCode()).isEqualTo(StatusMapping.code(reason));
    assertThat(read.refusal().reason()).isEqualTo(reason);
    assertThat(read.refusal().getMessage()).isEqualTo("no");
    assertThat(read.refusal().metadata()).isEqualTo(sent.metadata());
    assertThat(read.refusal().retryAfter()).isEqualTo(sent.retryAfter());
    assertThat(read.refusal().retryAfter().isPresent()).isEqualTo(reason.isRetryable());
    assertThat(read.routes()).isEqualTo(routes);
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonComesBackFromABatchEntry(ErrorReason reason) {
    SeqsvrException sent =
        new SeqsvrException(reason, "no", Map.of("section", "7"), Duration.ofMillis(40));
    SeqsvrException read = StatusMapping.fromError(StatusMapping.toError(sent)).orElseThrow();
    assertThat(read.reason()).isEqualTo(reason);
    assertThat(read.metadata()).isEqualTo(sent.metadata());
    assertThat(read.retryAfter()).isEqualTo(sent.retryAfter());
    SeqsvrException ofTheStore =
        StatusMapping.fromStoreError(StatusMapping.toStoreError(sent)).orElseThrow();
    assertThat(ofTheStore.reason()).isEqualTo(reason);
    assertThat(ofTheStore.metadata()).isEqualTo(sent.metadata());
    assertThat(ofTheStore.retryAfter()).isEqualTo(sent.retryAfter());
  }

  @ParameterizedTest
  @EnumSource
  void onlyCodesThatAreSafeToRetryStandForRetryableReasons(ErrorReason reason) {
    Status.Code code = StatusMapping.code(reason);
    assertThat(code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED)
        .isEqualTo(reason.isRetryable());
  }

  @Test
  void theTransportsOwnFailuresAreNoRefusals() {
    assertThat(StatusMapping.fromThrowable(Status.UNAVAILABLE.asRuntimeException())).isEmpty();
    assertThat(StatusMapping.fromThrowable(Status.DEADLINE_EXCEEDED.asException())).isEmpty();
    assertThat(StatusMapping.fromThrowable(new IllegalStateException("x"))).isEmpty();
  }
}
