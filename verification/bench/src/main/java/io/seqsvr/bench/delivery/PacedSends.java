package io.seqsvr.bench.delivery;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.BenchFailedException;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageKind;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Sends each message when it is due, without waiting for answers. Confined to one thread. */
final class PacedSends {
  private final MonotonicClock clock;
  private final Schedule schedule;
  private final DeliveryPlan plan;
  private final IntFunction<MessageClient> clients;
  private final List<String> groups;
  private final Lateness lateness = new Lateness();
  private final List<CompletableFuture<SendOutcome>> outcomes = new ArrayList<>();
  private int refused;

  PacedSends(
      MonotonicClock clock,
      Schedule schedule,
      DeliveryPlan plan,
      IntFunction<MessageClient> clients,
      List<String> groups) {
    this.clock = clock;
    this.schedule = schedule;
    this.plan = plan;
    this.clients = clients;
    this.groups = groups;
  }

  /** Sends so many; one that is late is sent at once. */
  void run(int count) throws InterruptedException {
    for (int index = 0; index < count; index++) {
      long due = schedule.dueNanos(index);
      awaitDue(due);
      lateness.add(clock.nanoTime() - due);
      send(index, due);
    }
  }

  private void awaitDue(long dueNanos) throws InterruptedException {
    for (long wait = dueNanos - clock.nanoTime(); wait > 0; wait = dueNanos - clock.nanoTime()) {
      LockSupport.parkNanos(this, wait);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void send(int index, long dueNanos) {
    Outgoing message = new Outgoing("", Shows.body(index, dueNanos), MessageKind.CHAT, true, true);
    try {
      outcomes.add(
          clients
              .apply(plan.senderOf(index))
              .send(groups.get(plan.groupOf(index)), message)
              .outcome());
    } catch (SeqsvrException outboxFull) {
      refused++;
    }
  }

  /** How many were accepted; when the outcome of all is known. */
  int awaitAccepted(Duration timeout) throws BenchFailedException, InterruptedException {
    int accepted = 0;
    long deadlineNanos = clock.nanoTime() + timeout.toNanos();
    for (CompletableFuture<SendOutcome> outcome : outcomes) {
      SendOutcome known = await(outcome, deadlineNanos);
      if (known instanceof SendOutcome.Accepted) {
        accepted++;
      } else if (known instanceof SendOutcome.Rejected) {
        refused++;
      } else {
        throw new BenchFailedException("the outcome of a send is not known: " + known);
      }
    }
    return accepted;
  }

  private SendOutcome await(CompletableFuture<SendOutcome> outcome, long deadlineNanos)
      throws BenchFailedException, InterruptedException {
    try {
      return outcome.get(Math.max(0, deadlineNanos - clock.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new BenchFailedException("a send has no outcome", e);
    }
  }

  /** Whether the schedule was kept. */
  String remark() {
    return lateness.text(refused);
  }
}
