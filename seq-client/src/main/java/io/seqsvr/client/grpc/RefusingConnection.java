package io.seqsvr.client.grpc;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.internal.Attempt;
import io.seqsvr.client.internal.Block;
import io.seqsvr.client.internal.Cancellable;
import io.seqsvr.client.internal.Connection;
import io.seqsvr.client.internal.Head;
import io.seqsvr.client.internal.NextEntry;
import io.seqsvr.client.internal.RouteTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The way to a node that this client must not use: every call is refused. Immutable. */
final class RefusingConnection implements Connection {
  private static final Cancellable NOTHING = () -> {};

  private final SeqsvrException refusal;

  RefusingConnection(SeqsvrException refusal) {
    this.refusal = refusal;
  }

  @Override
  public Cancellable nextBatch(
      List<NextEntry> entries,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<List<Attempt<Block>>>> onEnd) {
    return refuse(onEnd);
  }

  @Override
  public Cancellable current(
      String namespace,
      String conversation,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<Head>> onEnd) {
    return refuse(onEnd);
  }

  @Override
  public Cancellable raise(
      String namespace,
      String conversation,
      long atLeast,
      long routeVersion,
      long timeoutNanos,
      Consumer<Attempt<Long>> onEnd) {
    return refuse(onEnd);
  }

  @Override
  public Cancellable routes(
      long knownVersion, long timeoutNanos, Consumer<Attempt<Optional<RouteTable>>> onEnd) {
    return refuse(onEnd);
  }

  @Override
  public void close() {}

  @Override
  public void abort() {}

  private <V> Cancellable refuse(Consumer<Attempt<V>> onEnd) {
    onEnd.accept(new Attempt.Refused<>(refusal, null));
    return NOTHING;
  }
}
