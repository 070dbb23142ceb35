package io.seqsvr.message.server.grpc;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.message.server.core.OutcomeUnknownException;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.v1.SendReply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * How a call is begun and answered: checks first, nothing after the caller's deadline, refusals as
 * statuses. Thread-safe.
 */
final class UnaryCalls {
  private static final Duration WHEN_FULL = Duration.ofMillis(250);

  private final Executor readers;

  UnaryCalls(Executor readers) {
    this.readers = readers;
  }

  /** A call that checks its request, and then reads, which may block. */
  <R> void read(StreamObserver<R> observer, Supplier<Supplier<R>> check) {
    Context context = Context.current();
    begin(
        observer,
        () -> {
          Supplier<R> read = check.get();
          try {
            readers.execute(
                () -> {
                  if (isOver(context)) {
                    observer.onError(notBegun());
                  } else {
                    begin(observer, () -> answer(observer, read.get()));
                  }
                });
          } catch (RejectedExecutionException e) {
            throw SeqsvrException.retryable(
                ErrorReason.OVERLOADED, "too many reads wait for the database", WHEN_FULL);
          }
        });
  }

  /** A call that checks its request, and then changes the log. */
  <R> void change(StreamObserver<R> observer, Supplier<CompletableFuture<R>> call) {
    begin(
        observer,
        () -> {
          var unused =
              call.get()
                  .whenComplete(
                      (reply, failure) -> {
                        if (failure == null) {
                          answer(observer, reply);
                        } else {
                          observer.onError(status(failure));
                        }
                      });
        });
  }

  /** A call that checks its request, and then sends a message. */
  void send(StreamObserver<SendReply> observer, Supplier<CompletableFuture<SendResult>> call) {
    begin(
        observer,
        () -> {
          var unused = call.get().thenAccept(result -> answer(observer, result));
        });
  }

  private static void answer(StreamObserver<SendReply> observer, SendResult result) {
    if (result instanceof SendResult.Accepted accepted) {
      answer(
          observer,
          SendReply.newBuilder().setReceipt(WireMessages.receipt(accepted.receipt())).build());
    } else if (result instanceof SendResult.Rejected rejected) {
      observer.onError(StatusMapping.toStatus(rejected.refusal()));
    } else if (result instanceof SendResult.Unknown unknown) {
      // no ErrorInfo: that would say that nothing was stored
      observer.onError(
          Status.UNAVAILABLE
              .withDescription("not known whether it is stored: " + unknown.reason().getMessage())
              .asException());
    }
  }

  private static void begin(StreamObserver<?> observer, Runnable call) {
    if (isOver(Context.current())) {
      observer.onError(notBegun());
      return;
    }
    try {
      call.run();
    } catch (SeqsvrException e) {
      observer.onError(StatusMapping.toStatus(e));
    } catch (RuntimeException e) {
      observer.onError(status(e));
      throw e; // to the executor's handler: a defect of this program
    }
  }

  private static <R> void answer(StreamObserver<R> observer, R reply) {
    observer.onNext(reply);
    observer.onCompleted();
  }

  private static boolean isOver(Context context) {
    return context.isCancelled()
        || (context.getDeadline() != null && context.getDeadline().isExpired());
  }

  private static Exception notBegun() {
    return Status.DEADLINE_EXCEEDED
        .withDescription("the call was over before it was begun")
        .asException();
  }

  private static Exception status(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof OutcomeUnknownException unknown) {
      // no ErrorInfo: that would say that nothing was changed
      return Status.UNAVAILABLE
          .withDescription("not known whether it is done: " + unknown.getMessage())
          .asException();
    }
    return cause instanceof SeqsvrException refusal
        ? StatusMapping.toStatus(refusal)
        : Status.INTERNAL.withDescription("the server failed").withCause(cause).asException();
  }
}
