package io.seqsvr.benchmarks.ids;

/**
 * What a source did beside handing out ids.
 *
 * @param storeCalls calls to the store, without those that began the ownership
 * @param unusedIds reserved and not handed out: what a crash now would skip
 */
public record SourceFacts(long storeCalls, long unusedIds) {
  /** Of a source without a store. */
  public static final SourceFacts NONE = new SourceFacts(0, 0);
}
