package io.seqsvr.benchmarks.ids;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;

/** Whose figures they are. */
public enum Contender {
  /** The loop, the choice of a conversation and one of its bytes: what all others contain. */
  BASELINE("loop and key only") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return new Baseline();
    }
  },

  /** The allocator of this project with its lease and its ceilings. */
  SEQSVR("seqsvr") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return SeqsvrIds.open(storeRoundTrip, MonotonicClock.system());
    }
  },

  /** One counter for everything: nothing that is exact can be faster. */
  ATOMIC_LONG("AtomicLong") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return new OneAtomicLong();
    }
  },

  /** A counter for each conversation, and nothing that survives the process. */
  MAP("ConcurrentHashMap of AtomicLong") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return new MapOfAtomicLongs(conversations);
    }
  },

  /** CosId's segments without prefetching, one object for all. */
  COSID_SEGMENT("CosId SegmentId, one object") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return CosIds.oneSegment();
    }
  },

  /** CosId's prefetched segments, one object for all. */
  COSID_CHAIN("CosId SegmentChainId, one object") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return CosIds.oneChain();
    }
  },

  /** CosId's segments without prefetching, an object for each conversation. */
  COSID_SEGMENT_PER_KEY("CosId SegmentId per key") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return CosIds.segmentPerKey(conversations);
    }
  },

  /** CosId's prefetched segments, an object for each conversation. */
  COSID_CHAIN_PER_KEY("CosId SegmentChainId per key") {
    @Override
    public IdSource open(int conversations, Duration storeRoundTrip) {
      return CosIds.chainPerKey(conversations);
    }
  };

  private final String text;

  Contender(String text) {
    this.text = text;
  }

  /** For a person. */
  public String text() {
    return text;
  }

  /**
   * A new one, ready to be called.
   *
   * @param conversations how many it will meet, for the first size of a map
   * @param storeRoundTrip of each call to the store; peers have no such store
   */
  public abstract IdSource open(int conversations, Duration storeRoundTrip);
}
