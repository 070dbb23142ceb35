package io.seqsvr.client;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.internal.Block;
import io.seqsvr.client.internal.Cancellable;
import io.seqsvr.client.internal.Engine;
import io.seqsvr.client.internal.Head;
import io.seqsvr.client.internal.Listener;
import io.seqsvr.client.internal.Outcome;
import io.seqsvr.client.internal.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** The public face of an {@link Engine}. Thread-safe; what may block is said in the interface. */
final class DefaultSeqClient implements SeqClient {
  private static final String DEFAULT_NAMESPACE = "";

  private final Engine engine;

  DefaultSeqClient(Engine engine) {
    this.engine = engine;
  }

  @Override
  public long next(String conversation) {
    return next(DEFAULT_NAMESPACE, conversation, 1).first();
  }

  @Override
  public SeqRange next(String namespace, String conversation, int count) {
    checkNotNull(namespace, conversation);
    return range(
        await((Listener<Block> caller) -> engine.next(namespace, conversation, count, caller)));
  }

  @Override
  public CompletableFuture<SeqRange> nextAsync(String namespace, String conversation, int count) {
    checkNotNull(namespace, conversation);
    return begin(
        (Listener<Block> caller) -> engine.next(namespace, conversation, count, caller),
        DefaultSeqClient::range);
  }

  @Override
  public CurrentSeq current(String namespace, String conversation) {
    checkNotNull(namespace, conversation);
    return current(
        await((Listener<Head> caller) -> engine.current(namespace, conversation, caller)));
  }

  @Override
  public CompletableFuture<CurrentSeq> currentAsync(String namespace, String conversation) {
    checkNotNull(namespace, conversation);
    return begin(
        (Listener<Head> caller) -> engine.current(namespace, conversation, caller),
        DefaultSeqClient::current);
  }

  @Override
  public long raise(String namespace, String conversation, long atLeast) {
    checkNotNull(namespace, conversation);
    return await((Listener<Long> caller) -> engine.raise(namespace, conversation, atLeast, caller));
  }

  @Override
  public CompletableFuture<Long> raiseAsync(String namespace, String conversation, long atLeast) {
    checkNotNull(namespace, conversation);
    return begin(
        (Listener<Long> caller) -> engine.raise(namespace, conversation, atLeast, caller),
        Function.identity());
  }

  @Override
  public Routes routes() {
    return routes(await((Listener<RouteTable> caller) -> engine.routes(caller)));
  }

  @Override
  public void close() {
    engine.close();
  }

  private static void checkNotNull(String namespace, String conversation) {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(conversation, "conversation");
  }

  /** Begins a call and blocks until its outcome, which comes by the deadline at the latest. */
  private static <V> V await(Function<Listener<V>, Cancellable> call) {
    CompletableFuture<Outcome<V>> arrival = new CompletableFuture<>();
    Cancellable begun = call.apply(new Waiter<>(arrival));
    try {
      return valueOrThrow(arrival.get());
    } catch (InterruptedException e) {
      begun.cancel();
      Thread.currentThread().interrupt();
      throw new SeqOutcomeUnknownException("interrupted while waiting for the answer", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a waiter gets outcomes only", e);
    }
  }

  private static <V, R> CompletableFuture<R> begin(
      Function<Listener<V>, Cancellable> call, Function<V, R> convert) {
    CompletableFuture<R> result = new CompletableFuture<>();
    try {
      Cancellable begun = call.apply(new Completer<>(result, convert));
      // Whoever completes or cancels the future himself doesn't wait for us any more.
      CompletableFuture<R> unused = result.whenComplete((value, failure) -> begun.cancel());
    } catch (SeqsvrException refusal) {
      result.completeExceptionally(refusal);
    }
    return result;
  }

  private static <V> V valueOrThrow(Outcome<V> outcome) {
    if (outcome instanceof Outcome.Value<V> value) {
      return value.value();
    }
    throw exception(outcome);
  }

  private static RuntimeException exception(Outcome<?> outcome) {
    if (outcome instanceof Outcome.Refusal<?> refusal) {
      return refusal.refusal();
    }
    if (outcome instanceof Outcome.Unknown<?> unknown) {
      return new SeqOutcomeUnknownException(unknown.message(), unknown.cause());
    }
    return new SeqClientClosedException();
  }

  private static SeqRange range(Block block) {
    return new SeqRange(block.first(), block.count());
  }

  private static CurrentSeq current(Head head) {
    return new CurrentSeq(head.seq(), head.exact());
  }

  private static Routes routes(RouteTable table) {
    List<Routes.Node> nodes = new ArrayList<>(table.nodes().size());
    for (RouteTable.NodeRoute node : table.nodes()) {
      List<Routes.Sections> sections = new ArrayList<>(node.sections().size());
      node.sections()
          .forEach(range -> sections.add(new Routes.Sections(range.first(), range.last())));
      nodes.add(
          new Routes.Node(node.id(), node.incarnation(), node.address().toString(), sections));
    }
    return new Routes(
        table.version(), table.clusterId(), table.sectionCount(), table.hashName(), nodes);
  }

  /** Wakes a blocked caller, who makes his exception himself, with his own stack trace. */
  private record Waiter<V>(CompletableFuture<Outcome<V>> arrival) implements Listener<V> {
    @Override
    public void onOutcome(Outcome<V> outcome) {
      arrival.complete(outcome);
    }

    @Override
    public boolean runsUserCode() {
      return false;
    }
  }

  /** Completes the future that the application holds. */
  private record Completer<V, R>(CompletableFuture<R> result, Function<V, R> convert)
      implements Listener<V> {
    @Override
    public void onOutcome(Outcome<V> outcome) {
      if (outcome instanceof Outcome.Value<V> value) {
        result.complete(convert.apply(value.value()));
      } else {
        result.completeExceptionally(exception(outcome));
      }
    }

    @Override
    public boolean runsUserCode() {
      return true;
    }
  }
}
