package io.seqsvr.message.server.config;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.seqsvr.message.server.lane.Lanes;
import io.seqsvr.message.v1.MessageServiceGrpc;

/** Tells gRPC health clients whether the lanes are this process's. Thread-safe. */
final class HealthPublisher {
  private final HealthStatusManager health;

  HealthPublisher(HealthStatusManager health, Lanes lanes) {
    this.health = health;
    publish(ServingStatus.SERVING);
    var unused =
        lanes.failure().whenComplete((nothing, failure) -> publish(ServingStatus.NOT_SERVING));
  }

  private void publish(ServingStatus status) {
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(MessageServiceGrpc.SERVICE_NAME, status);
  }
}
