package io.seqsvr.simulation;

import io.seqsvr.cluster.core.RegisterUnavailableException;
import io.seqsvr.simulation.Network.Peer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A service that processes call: what becomes of a call on its way there and back. Confined to the
 * baton.
 */
final class Service {
  private final TimeLine line;
  private final Network network;
  private final Random random;
  private final Peer peer;
  private final Totals totals;

  /** No request is carried out before. */
  private long downUntilNanos;

  /** No reply is sent before. */
  private long muteUntilNanos;

  Service(TimeLine line, Network network, Random random, Peer peer, Totals totals) {
    this.line = line;
    this.network = network;
    this.random = random;
    this.peer = peer;
    this.totals = totals;
  }

  void downUntil(long untilNanos) {
    downUntilNanos = untilNanos;
  }

  void muteUntil(long untilNanos) {
    muteUntilNanos = untilNanos;
  }

  /**
   * A call that does not block.
   *
   * @param limitNanos by the caller's clock; then the future fails, and the call may still happen
   */
  <T> CompletableFuture<T> send(VirtualNode from, long limitNanos, Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    carry(from, work, answer::complete, answer::completeExceptionally);
    line.in(
        from.clock().trueNanos(limitNanos),
        () -> {
          if (!answer.isDone()) {
            from.deliver(() -> answer.completeExceptionally(silent(peer)));
          }
        });
    return answer;
  }

  /** A call that blocks its loop; fails with STORE_UNAVAILABLE after the time limit. */
  <T> T block(VirtualNode from, long limitNanos, Supplier<T> work) {
    if (from.isGone()) {
      throw SimStore.silent("the process is gone");
    }
    TimeLine.Call<T> call = line.call();
    carry(
        from,
        work,
        call::complete,
        failure ->
            call.fail(
                failure instanceof RuntimeException e ? e : new IllegalStateException(failure)));
    line.in(
        from.clock().trueNanos(limitNanos),
        () -> {
          if (!call.isDone()) {
            from.deliver(() -> call.fail(SimStore.silent("no answer in time")));
          }
        });
    return from.await(call);
  }

  private interface Answered<T> {
    void with(T answer);
  }

  private <T> void carry(
      VirtualNode from, Supplier<T> work, Answered<T> answered, Answered<Throwable> failed) {
    network.up(from, peer, () -> arrive(from, work, answered, failed));
  }

  private <T> void arrive(
      VirtualNode from, Supplier<T> work, Answered<T> answered, Answered<Throwable> failed) {
    if (line.nowNanos() < downUntilNanos) {
      // Given up by who carries it, or kept until somebody takes it.
      if (random.nextInt(3) == 0) {
        line.at(
            downUntilNanos + random.nextInt(1_000_000), () -> arrive(from, work, answered, failed));
      }
      return;
    }
    Runnable reply;
    try {
      T answer = work.get();
      reply = () -> answered.with(answer);
    } catch (RuntimeException e) {
      reply = () -> failed.with(e);
    }
    if (line.nowNanos() < muteUntilNanos) {
      totals.lostReplies++;
      totals.lostAcks += peer == Peer.STORE ? 1 : 0;
      return;
    }
    network.down(peer, from, reply);
  }

  private static RegisterUnavailableException silent(Peer peer) {
    return new RegisterUnavailableException(
        peer + " did not answer in time", new IllegalStateException("simulated"));
  }
}
