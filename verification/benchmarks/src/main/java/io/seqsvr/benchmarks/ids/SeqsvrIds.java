package io.seqsvr.benchmarks.ids;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.alloc.core.Allocator;
import io.seqsvr.alloc.core.CurrentSeq;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.benchmarks.node.InMemorySectionStore;
import io.seqsvr.benchmarks.node.LocalNode;
import java.time.Duration;
import java.util.OptionalLong;

/** The allocator of a node that serves every section, with default settings. */
public final class SeqsvrIds implements IdSource {
  private static final String NAMESPACE = "";

  private final LocalNode node;
  private final Allocator allocator;
  private final InMemorySectionStore store;

  private SeqsvrIds(LocalNode node, InMemorySectionStore store) {
    this.node = node;
    this.allocator = node.allocator();
    this.store = store;
  }

  /** Blocks until the node serves. */
  public static SeqsvrIds open(Duration storeRoundTrip, MonotonicClock clock) {
    InMemorySectionStore store =
        new InMemorySectionStore(LocalNode.newCluster(), storeRoundTrip, clock);
    return new SeqsvrIds(LocalNode.start(store, clock), store);
  }

  @Override
  public long next(byte[] conversation) {
    try {
      return allocator.next(NAMESPACE, conversation, 1);
    } catch (SeqsvrException refused) {
      return refusal(refused);
    }
  }

  @Override
  public int nextOfEach(byte[][] conversations, long[] ids) {
    Allocator.Batch batch = allocator.batch();
    int issued = 0;
    for (int i = 0; i < conversations.length; i++) {
      try {
        ids[i] = batch.next(NAMESPACE, conversations[i], 1);
        issued++;
      } catch (SeqsvrException refused) {
        ids[i] = refusal(refused);
      }
    }
    return issued;
  }

  /** Whoever counts the calls counts it; what may not be repeated ends the run. */
  private static long refusal(SeqsvrException refused) {
    if (!refused.reason().isRetryable()) {
      throw refused;
    }
    return REFUSED;
  }

  /** The cluster is new, so the first id is 1 and the last one is the count. */
  @Override
  public OptionalLong issued(byte[][] conversations) {
    node.checkUndisturbed();
    long sum = 0;
    for (byte[] conversation : conversations) {
      CurrentSeq current = allocator.current(NAMESPACE, new String(conversation, UTF_8));
      if (!current.exact()) {
        throw new IllegalStateException("not exact: " + current);
      }
      sum += current.seq();
    }
    return OptionalLong.of(sum);
  }

  @Override
  public SourceFacts facts() {
    return new SourceFacts(store.reserveCalls(), allocator.stats().reservedNotIssuedSeqs());
  }

  @Override
  public void close() {
    node.close();
  }
}
