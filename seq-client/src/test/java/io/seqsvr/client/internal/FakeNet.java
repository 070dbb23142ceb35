package io.seqsvr.client.internal;

import io.seqsvr.api.error.SeqsvrException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connections that keep what is sent until a test answers it. Confined to one thread. */
final class FakeNet implements Connector {
  final Map<HostPort, Wire> wires = new LinkedHashMap<>();

  @Override
  public Connection connect(HostPort address) {
    Wire wire = new Wire();
    wires.put(address, wire);
    return wire;
  }

  Wire at(String address) {
    Wire wire = wires.get(HostPort.parse(address));
    if (wire == null) {
      throw new AssertionError("nobody has connected to " + address);
    }
    return wire;
  }

  /** A batch under way. */
  record SentBatch(
      List<NextEntry> entries,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<List<Attempt<Block>>>> onEnd) {
    /** Answers with the blocks [first, first + count - 1], one after the other. */
    void answer(long first, @Nullable RouteTable routes) {
      List<Attempt<Block>> results = new ArrayList<>();
      long next = first;
      for (NextEntry entry : entries) {
        results.add(new Attempt.Answered<>(new Block(next, entry.count()), null));
        next += entry.count();
      }
      onEnd.accept(new Attempt.Answered<>(results, routes));
    }

    void refuse(SeqsvrException refusal, @Nullable RouteTable routes) {
      onEnd.accept(new Attempt.Refused<>(refusal, routes));
    }

    void fail(boolean mayHaveEffect, boolean retryable) {
      onEnd.accept(
          new Attempt.Unanswered<>(new IllegalStateException("broken"), mayHaveEffect, retryable));
    }
  }

  /** A raise under way. */
  record SentRaise(
      String conversation,
      long atLeast,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<Long>> onEnd) {
    void answer(long seq) {
      onEnd.accept(new Attempt.Answered<>(seq, null));
    }

    void refuse(SeqsvrException refusal, @Nullable RouteTable routes) {
      onEnd.accept(new Attempt.Refused<>(refusal, routes));
    }

    void fail(boolean mayHaveEffect) {
      onEnd.accept(
          new Attempt.Unanswered<>(new IllegalStateException("broken"), mayHaveEffect, true));
    }
  }

  static final class Wire implements Connection {
    final List<SentBatch> batches = new ArrayList<>();
    final List<Consumer<Attempt<Optional<RouteTable>>>> routes = new ArrayList<>();
    final List<Consumer<Attempt<Head>>> currents = new ArrayList<>();
    final List<SentRaise> raises = new ArrayList<>();
    int cancelled;

    /** Whether a cancelled batch ends at once, in the thread that cancels it. */
    boolean endsWhenCancelled;

    boolean closed;
    boolean aborted;

    @Override
    public Cancellable nextBatch(
        List<NextEntry> entries,
        long routeVersion,
        long timeoutNanos,
        Consumer<Attempt<List<Attempt<Block>>>> onEnd) {
      SentBatch sent = new SentBatch(entries, routeVersion, timeoutNanos, onEnd);
      batches.add(sent);
      return () -> {
        cancelled++;
        if (endsWhenCancelled) {
          sent.fail(true, true);
        }
      };
    }

    @Override
    public Cancellable current(
        String namespace,
        String conversation,
        long routeVersion,
        long timeoutNanos,
        Consumer<Attempt<Head>> onEnd) {
      currents.add(onEnd);
      return () -> cancelled++;
    }

    @Override
    public Cancellable raise(
        String namespace,
        String conversation,
        long atLeast,
        long routeVersion,
        long timeoutNanos,
        Consumer<Attempt<Long>> onEnd) {
      raises.add(new SentRaise(conversation, atLeast, routeVersion, timeoutNanos, onEnd));
      return () -> cancelled++;
    }

    @Override
    public Cancellable routes(
        long knownVersion, long timeoutNanos, Consumer<Attempt<Optional<RouteTable>>> onEnd) {
      routes.add(onEnd);
      return () -> cancelled++;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void abort() {
      aborted = true;
    }

    SentBatch lastBatch() {
      return batches.get(batches.size() - 1);
    }

    /** Answers the oldest open question for the routing table. */
    void answerRoutes(RouteTable table) {
      routes.remove(0).accept(new Attempt.Answered<>(Optional.of(table), table));
    }

    void failRoutes() {
      routes
          .remove(0)
          .accept(new Attempt.Unanswered<>(new IllegalStateException("refused"), false, true));
    }
  }
}
