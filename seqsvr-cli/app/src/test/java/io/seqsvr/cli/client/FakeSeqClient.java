package io.seqsvr.cli.client;

import io.seqsvr.client.CurrentSeq;
import io.seqsvr.client.Routes;
import io.seqsvr.client.SeqClient;
import io.seqsvr.client.SeqRange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster of one map. Thread-safe. */
public class FakeSeqClient implements SeqClient {
  public final AtomicInteger closed = new AtomicInteger();
  private final Map<String, Long> last = new ConcurrentHashMap<>();

  @Override
  public long next(String conversation) {
    return next("", conversation, 1).first();
  }

  @Override
  public SeqRange next(String namespace, String conversation, int count) {
    long end = last.merge(namespace + "/" + conversation, (long) count, Long::sum);
    return new SeqRange(end - count + 1, count);
  }

  @Override
  public CompletableFuture<SeqRange> nextAsync(String namespace, String conversation, int count) {
    return CompletableFuture.completedFuture(next(namespace, conversation, count));
  }

  @Override
  public CurrentSeq current(String namespace, String conversation) {
    return new CurrentSeq(last.getOrDefault(namespace + "/" + conversation, 0L), true);
  }

  @Override
  public CompletableFuture<CurrentSeq> currentAsync(String namespace, String conversation) {
    return CompletableFuture.completedFuture(current(namespace, conversation));
  }

  @Override
  public long raise(String namespace, String conversation, long atLeast) {
    return last.merge(namespace + "/" + conversation, atLeast, Math::max);
  }

  @Override
  public CompletableFuture<Long> raiseAsync(String namespace, String conversation, long atLeast) {
    return CompletableFuture.completedFuture(raise(namespace, conversation, atLeast));
  }

  @Override
  public Routes routes() {
    return new Routes(
        7,
        "0".repeat(32),
        1024,
        "xxh3-64",
        List.of(
            new Routes.Node(
                "alloc-1",
                "a".repeat(32),
                "127.0.0.1:7201",
                List.of(new Routes.Sections(0, 511), new Routes.Sections(600, 600))),
            new Routes.Node(
                "b", "b".repeat(32), "10.0.0.2:7201", List.of(new Routes.Sections(601, 1023)))));
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
