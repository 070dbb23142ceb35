package io.seqsvr.benchmarks.ids;

import java.util.OptionalLong;

/** Looks at the conversation and does nothing. */
final class Baseline implements IdSource {
  @Override
  public long next(byte[] conversation) {
    return conversation[conversation.length - 1];
  }

  @Override
  public OptionalLong issued(byte[][] conversations) {
    return OptionalLong.empty();
  }
}
