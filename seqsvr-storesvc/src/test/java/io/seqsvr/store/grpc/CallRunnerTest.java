package io.seqsvr.store.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.grpc.StatusMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hunts a call without an answer, with two, or that hangs on a database that hangs. */
@Timeout(30)
final class CallRunnerTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CallRunner runner =
      new CallRunner(1, 2, Duration.ofMinutes(1), new StoreMetrics(registry));
  private final CountDownLatch databaseAnswers = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  /** One permit for each beginning that nobody has waited for yet. */
  private final Semaphore beginnings = new Semaphore(0);

  @AfterEach
  void close() {
    databaseAnswers.countDown();
    runner.close();
  }

  @Test
  void answersWhatTheWorkSays() throws Exception {
    Reply reply = new Reply();
    runner.run("acquire", reply, () -> () -> "done");
    assertThat(reply.get()).isEqualTo("done");
    assertThat(calls("acquire", "OK")).isEqualTo(1);
  }

  @Test
  void fullQueueIsRefusedAtOnce() throws Exception {
    List<Reply> accepted = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // one runs, two wait
      accepted.add(start());
      awaitBegun(1);
    }
    Reply refused = start();
    assertThat(refused.isDone()).isTrue();
    assertThat(refusal(refused).reason()).isEqualTo(ErrorReason.OVERLOADED);
    assertThat(refusal(refused).retryAfter()).isPresent();

    databaseAnswers.countDown();
    for (Reply reply : accepted) {
      assertThat(reply.get()).isEqualTo("done");
    }
    assertThat(begun.get()).isEqualTo(3);
  }

  @Test
  void lateWorkIsAnsweredInTimeAndLaterWorkNeverBegins() throws Exception {
    try (CallRunner hasty =
        new CallRunner(1, 2, Duration.ofMillis(500), new StoreMetrics(registry))) {
      Reply running = start(hasty);
      Reply waiting = start(hasty);
      assertThat(refusal(running).reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
      assertThat(refusal(waiting).reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);

      databaseAnswers.countDown();
      Reply next = start(hasty);
      assertThat(next.get()).isEqualTo("done");
      assertThat(begun.get()).as("the running call and the next one").isEqualTo(2);
      assertThat(running.answers.get()).isEqualTo(1);
      assertThat(waiting.answers.get()).isEqualTo(1);
    }
  }

  /** In one of many tries: without a margin none of them is answered before its deadline. */
  @Test
  void answersBeforeTheCallersDeadline() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try {
      await().until(() -> isAnsweredBeforeTheDeadline(timer));
    } finally {
      timer.shutdownNow();
    }
  }

  private boolean isAnsweredBeforeTheDeadline(ScheduledExecutorService timer) {
    try (CallRunner patient =
        new CallRunner(1, 1, Duration.ofMinutes(1), new StoreMetrics(registry))) {
      Deadline deadline = Deadline.after(200, TimeUnit.MILLISECONDS);
      Reply reply = new Reply();
      Context.current()
          .withDeadline(deadline, timer)
          .run(() -> patient.run("reserve", reply, () -> this::work));
      assertThat(refusal(reply).reason()).isEqualTo(ErrorReason.STORE_UNAVAILABLE);
      return reply.remainingMillis(deadline) > 0;
    }
  }

  @Test
  void unexpectedFailureTellsNoDetails() {
    Reply reply = new Reply();
    runner.run(
        "reserve",
        reply,
        () ->
            () -> {
              throw new IllegalStateException("jdbc:mysql://secret-host");
            });
    assertThat(failure(reply)).hasMessageStartingWith("INTERNAL").hasMessageNotContaining("secret");
    assertThat(calls("reserve", "INTERNAL")).isEqualTo(1);
  }

  @Test
  void errorIsAnsweredToo() throws Exception {
    Reply reply = new Reply();
    runner.run(
        "reserve",
        reply,
        () ->
            () -> {
              throw new NoClassDefFoundError("of the test");
            });
    assertThat(failure(reply)).hasMessageStartingWith("INTERNAL");
    Reply next = new Reply();
    runner.run("reserve", next, () -> () -> "done");
    assertThat(next.get()).as("the worker is replaced").isEqualTo("done");
  }

  @Test
  void badCallNeedsNoWorker() {
    Reply running = start();
    Reply reply = new Reply();
    runner.run("reserve", reply, CallRunnerTest::refuse);
    assertThat(reply.isDone()).isTrue();
    assertThat(running.isDone()).isFalse();
    assertThat(refusal(reply).reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
    assertThat(calls("reserve", "INVALID_ARGUMENT")).isEqualTo(1);
  }

  private static Supplier<String> refuse() {
    throw SeqsvrException.invalidArgument("field", "limit", "value");
  }

  private Reply start() {
    return start(runner);
  }

  private Reply start(CallRunner by) {
    Reply reply = new Reply();
    by.run("reserve", reply, () -> this::work);
    return reply;
  }

  private String work() {
    begun.incrementAndGet();
    beginnings.release();
    try {
      databaseAnswers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "done";
  }

  private void awaitBegun(int count) throws InterruptedException {
    while (begun.get() < count) {
      assertThat(beginnings.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private double calls(String call, String outcome) {
    return registry
        .get("seqsvr.store.calls")
        .tags("call", call, "outcome", outcome)
        .timer()
        .count();
  }

  private static SeqsvrException refusal(Reply reply) {
    return StatusMapping.fromThrowable(failure(reply)).orElseThrow().refusal();
  }

  private static Throwable failure(Reply reply) {
    try {
      throw new AssertionError("answered: " + reply.get());
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(StatusException.class);
      return requireNonNull(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes one answer, and counts all. */
  private static final class Reply extends CompletableFuture<String>
      implements StreamObserver<String> {
    private final AtomicInteger answers = new AtomicInteger();
    private volatile long answeredNanos;

    @Override
    public void onNext(String value) {
      answeredNanos = System.nanoTime();
      answers.incrementAndGet();
      complete(value);
    }

    @Override
    public void onError(Throwable t) {
      answeredNanos = System.nanoTime();
      answers.incrementAndGet();
      completeExceptionally(t);
    }

    @Override
    public void onCompleted() {}

    long remainingMillis(Deadline deadline) {
      long sinceNanos = System.nanoTime() - answeredNanos;
      return deadline.timeRemaining(TimeUnit.MILLISECONDS)
          + TimeUnit.NANOSECONDS.toMillis(sinceNanos);
    }
  }
}
