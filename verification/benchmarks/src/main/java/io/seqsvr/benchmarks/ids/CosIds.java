package io.seqsvr.benchmarks.ids;

import static java.nio.charset.StandardCharsets.UTF_8;
import static me.ahoo.cosid.segment.IdSegment.TIME_TO_LIVE_FOREVER;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import me.ahoo.cosid.segment.DefaultSegmentId;
import me.ahoo.cosid.segment.IdSegmentChain;
import me.ahoo.cosid.segment.IdSegmentDistributor;
import me.ahoo.cosid.segment.SegmentChainId;
import me.ahoo.cosid.segment.SegmentId;
import me.ahoo.cosid.segment.concurrent.PrefetchWorkerExecutorService;

/** CosId over its own distributor in memory, with as large segments as the allocator reserves. */
final class CosIds {
  private static final long STEP = 10_000;
  private static final long LARGE_STEP = 1_000_000;

  /**
   * Above this, registering the keys at a prefetch worker alone, each a copy of a list, is hours.
   */
  private static final int MOST_PREFETCHED_KEYS = 20_000;

  private CosIds() {}

  /** Segments of the largest size that the allocator reserves, because this counter is hot. */
  static IdSource oneSegment() {
    return new One<>(
        new DefaultSegmentId(distributor(LARGE_STEP)), CosIds::lastOfSegment, CosIds::nothing);
  }

  static IdSource oneChain() {
    PrefetchWorkerExecutorService workers = workers();
    return new One<>(chain(LARGE_STEP, workers), CosIds::lastOfChain, workers::shutdown);
  }

  static IdSource segmentPerKey(int conversations) {
    return new PerKey<>(
        conversations,
        () -> new DefaultSegmentId(distributor(STEP)),
        CosIds::lastOfSegment,
        CosIds::nothing);
  }

  /**
   * With prefetch workers as they come, and for very many keys with one that never runs: then a key
   * takes two segments at its first id, and no key of these measurements comes to their end. It is
   * the faster way, as nobody walks through a million keys once a second.
   */
  static IdSource chainPerKey(int conversations) {
    PrefetchWorkerExecutorService workers =
        conversations <= MOST_PREFETCHED_KEYS ? workers() : new SleepingPrefetch();
    return new PerKey<>(
        conversations, () -> chain(STEP, workers), CosIds::lastOfChain, workers::shutdown);
  }

  private static IdSegmentDistributor distributor(long step) {
    return new IdSegmentDistributor.Atomic(step);
  }

  private static SegmentChainId chain(long step, PrefetchWorkerExecutorService workers) {
    return new SegmentChainId(
        TIME_TO_LIVE_FOREVER, SegmentChainId.DEFAULT_SAFE_DISTANCE, distributor(step), workers);
  }

  /** As many workers and as often as CosId's default. */
  private static PrefetchWorkerExecutorService workers() {
    return new PrefetchWorkerExecutorService(
        PrefetchWorkerExecutorService.DEFAULT_PREFETCH_PERIOD,
        Runtime.getRuntime().availableProcessors(),
        false);
  }

  /** What there is to close where no thread runs. */
  private static void nothing() {}

  /** Distributors start at 0 and segments follow each other, so the last id is the count. */
  private static long lastOfSegment(DefaultSegmentId id) {
    return Math.max(0, Math.min(id.current().getSequence(), id.current().getMaxId()));
  }

  /** The head may lag behind: the last segment of the chain that was begun counts. */
  private static long lastOfChain(SegmentChainId id) {
    long last = 0;
    for (IdSegmentChain chain = id.getHead(); chain != null; chain = chain.getNext()) {
      if (chain.getSequence() > chain.getOffset()) {
        last = Math.max(last, Math.min(chain.getSequence(), chain.getMaxId()));
      }
    }
    return last;
  }

  /** One object, whatever the conversation. */
  private static final class One<T extends SegmentId> implements IdSource {
    private final T id;
    private final ToLongFunction<T> last;
    private final Runnable onClose;

    One(T id, ToLongFunction<T> last, Runnable onClose) {
      this.id = id;
      this.last = last;
      this.onClose = onClose;
    }

    @Override
    public long next(byte[] conversation) {
      return id.generate();
    }

    @Override
    public OptionalLong issued(byte[][] conversations) {
      return OptionalLong.of(last.applyAsLong(id));
    }

    @Override
    public void close() {
      onClose.run();
    }
  }

  /** An object for each conversation, found by the id as a String. */
  private static final class PerKey<T extends SegmentId> implements IdSource {
    private final ConcurrentHashMap<String, T> ids;
    private final Supplier<T> factory;
    private final ToLongFunction<T> last;
    private final Runnable onClose;

    PerKey(int conversations, Supplier<T> factory, ToLongFunction<T> last, Runnable onClose) {
      this.ids = new ConcurrentHashMap<>(conversations);
      this.factory = factory;
      this.last = last;
      this.onClose = onClose;
    }

    @Override
    public long next(byte[] conversation) {
      String key = new String(conversation, UTF_8);
      T id = ids.get(key);
      if (id == null) {
        id = ids.computeIfAbsent(key, unused -> factory.get());
      }
      return id.generate();
    }

    @Override
    public OptionalLong issued(byte[][] conversations) {
      long sum = 0;
      for (byte[] conversation : conversations) {
        T id = ids.get(new String(conversation, UTF_8));
        sum += id == null ? 0 : last.applyAsLong(id);
      }
      return OptionalLong.of(sum);
    }

    @Override
    public void close() {
      onClose.run();
    }
  }
}
