package io.seqsvr.alloc.config;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.api.alloc.v1.SeqAllocatorGrpc;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells gRPC health clients whether this node serves. Polls, because a lease ends by time alone and
 * without an event.
 */
final class HealthPublisher implements AutoCloseable {
  private static final long PERIOD_MILLIS = 50;

  private final AllocNode node;
  private final HealthStatusManager health;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "seqsvr-health");
            thread.setDaemon(true);
            return thread;
          });

  HealthPublisher(AllocNode node, HealthStatusManager health) {
    this.node = node;
    this.health = health;
    publish();
    var unused =
        executor.scheduleWithFixedDelay(
            this::publish, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void publish() {
    ServingStatus status = node.isServing() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(SeqAllocatorGrpc.SERVICE_NAME, status);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
