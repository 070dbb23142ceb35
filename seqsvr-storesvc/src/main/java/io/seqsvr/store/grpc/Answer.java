package io.seqsvr.store.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Timer;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one answer of one call. Thread-safe: of a worker, a timer and a cancelling caller that answer
 * at once, the first one is heard, and only it touches the observer.
 */
final class Answer<R> {
  private static final Logger log = LoggerFactory.getLogger(Answer.class);

  private final String call;
  private final StreamObserver<R> observer;
  private final StoreMetrics metrics;
  private final Timer.Sample sample;
  private final AtomicBoolean given = new AtomicBoolean();

  /** Must be made on the transport's thread, before the service method returns. */
  Answer(String call, StreamObserver<R> observer, StoreMetrics metrics) {
    this.call = call;
    this.observer = observer;
    this.metrics = metrics;
    this.sample = metrics.start();
    if (observer instanceof ServerCallStreamObserver<R> server) {
      server.setOnCancelHandler(() -> give("CANCELLED"));
    }
  }

  boolean isGiven() {
    return given.get();
  }

  void succeed(R reply) {
    if (give("OK")) {
      observer.onNext(reply);
      observer.onCompleted();
    }
  }

  void fail(Throwable failure) {
    if (failure instanceof SeqsvrException refusal) {
      if (give(refusal.reason().name())) {
        observer.onError(StatusMapping.toStatus(refusal));
      }
      return;
    }
    log.error("{} failed", call, failure);
    if (give("INTERNAL")) {
      // The cause stays here: it can hold addresses and statements.
      observer.onError(
          Status.INTERNAL.withDescription("internal error, see the store's log").asException());
    }
  }

  private boolean give(String outcome) {
    boolean first = given.compareAndSet(false, true);
    if (first) {
      metrics.finish(sample, call, outcome);
    }
    return first;
  }
}
