package io.seqsvr.bench.load;

/**
 * What one sender was told, by conversation: its seqs ascend, because each send begins after the
 * one before has ended. One thread at a time.
 */
public final class AscendingSeqs {
  private final long[] last;

  /** Nothing was told yet. */
  public AscendingSeqs(int conversations) {
    this.last = new long[conversations];
  }

  /** Takes the next one; false if it is not above the one before. */
  public boolean next(int conversation, long seq) {
    boolean ascends = seq > last[conversation];
    last[conversation] = seq;
    return ascends;
  }
}
