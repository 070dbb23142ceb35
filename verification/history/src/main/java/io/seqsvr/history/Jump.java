package io.seqsvr.history;

/**
 * A hole between two neighbouring blocks of one key. Holes are allowed; a crash may cause one.
 *
 * @param key the conversation
 * @param last last seq below the hole
 * @param next first seq above it
 */
public record Jump(String key, long last, long next) {
  /** Seqs that nobody received. */
  public long skipped() {
    return next - last - 1;
  }
}
