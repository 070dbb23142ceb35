package io.seqsvr.client.internal;

import io.seqsvr.api.key.ConversationKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** An engine with a network and a time that tests control. Confined to one thread. */
final class EngineFixture {
  static final String A = "127.0.0.1:1";
  static final String B = "127.0.0.1:2";
  static final String CLUSTER = "c".repeat(32);
  static final int SECTIONS = 4;

  /** Close to the overflow of the clock, which must not matter. */
  final FakeTime time = new FakeTime(Long.MAX_VALUE - 1_000);

  final FakeNet net = new FakeNet();
  final Engine engine;

  EngineFixture(EngineLimits limits, String... seeds) {
    List<HostPort> addresses = Arrays.stream(seeds).map(HostPort::parse).toList();
    engine = new Engine(addresses, net, time, new DirectExecutor(), time, limits);
  }

  static EngineLimits limits() {
    return limits(Duration.ofSeconds(3), 2, 1_000, 100);
  }

  static EngineLimits limits(
      Duration timeout, int maxInFlightBatches, int maxBatchEntries, int maxPending) {
    return new EngineLimits(
        timeout.toNanos(),
        Duration.ofSeconds(1).toNanos(),
        maxInFlightBatches,
        maxBatchEntries,
        maxPending);
  }

  /** An engine that knows that A owns everything, by table version 1. */
  static EngineFixture routed(EngineLimits limits) {
    EngineFixture fixture = new EngineFixture(limits, A);
    Result<RouteTable> routes = new Result<>();
    fixture.engine.routes(routes);
    fixture.net.at(A).answerRoutes(table(1, A));
    routes.value();
    return fixture;
  }

  Result<Block> next(String conversation) {
    Result<Block> result = new Result<>();
    result.begun = engine.next("", conversation, 1, result);
    return result;
  }

  Result<Long> raise(String conversation, long atLeast) {
    Result<Long> result = new Result<>();
    result.begun = engine.raise("", conversation, atLeast, result);
    return result;
  }

  /** A table by which one node owns everything. */
  static RouteTable table(long version, String owner) {
    return table(version, CLUSTER, owner);
  }

  static RouteTable table(long version, String cluster, String owner) {
    return new RouteTable(
        version,
        cluster,
        SECTIONS,
        ConversationKey.HASH_NAME,
        List.of(
            new RouteTable.NodeRoute(
                "n", "i", HostPort.parse(owner), List.of(new RouteTable.Sections(0, 3)))));
  }

  /** What a caller is told. */
  static final class Result<V> implements Listener<V> {
    final List<Outcome<V>> outcomes = new ArrayList<>();
    Cancellable begun = () -> {};

    @Override
    public void onOutcome(Outcome<V> outcome) {
      outcomes.add(outcome);
    }

    @Override
    public boolean runsUserCode() {
      return true;
    }

    boolean isOpen() {
      return outcomes.isEmpty();
    }

    Outcome<V> outcome() {
      if (outcomes.size() != 1) {
        throw new AssertionError("need one outcome: " + outcomes);
      }
      return outcomes.get(0);
    }

    V value() {
      if (outcome() instanceof Outcome.Value<V> value) {
        return value.value();
      }
      throw new AssertionError("no value: " + outcomes);
    }

    io.seqsvr.api.error.SeqsvrException refusal() {
      if (outcome() instanceof Outcome.Refusal<V> refusal) {
        return refusal.refusal();
      }
      throw new AssertionError("no refusal: " + outcomes);
    }
  }

  private static final class DirectExecutor extends AbstractExecutorService {
    private boolean shutdown;

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutdown;
    }
  }
}
