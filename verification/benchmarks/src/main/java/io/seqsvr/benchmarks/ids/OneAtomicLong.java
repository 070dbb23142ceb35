package io.seqsvr.benchmarks.ids;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** One counter, whatever the conversation. */
final class OneAtomicLong implements IdSource {
  private final AtomicLong last = new AtomicLong();

  @Override
  public long next(byte[] conversation) {
    return last.incrementAndGet();
  }

  @Override
  public OptionalLong issued(byte[][] conversations) {
    return OptionalLong.of(last.get());
  }
}
