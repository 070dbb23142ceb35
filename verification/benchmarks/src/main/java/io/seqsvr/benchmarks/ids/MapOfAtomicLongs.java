package io.seqsvr.benchmarks.ids;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A counter for each conversation in a map whose key is the id as a String. Looks first and only
 * then computes, because a look takes no lock.
 */
final class MapOfAtomicLongs implements IdSource {
  private final ConcurrentHashMap<String, AtomicLong> counters;

  MapOfAtomicLongs(int conversations) {
    counters = new ConcurrentHashMap<>(conversations);
  }

  @Override
  public long next(byte[] conversation) {
    String key = new String(conversation, UTF_8);
    AtomicLong counter = counters.get(key);
    if (counter == null) {
      counter = counters.computeIfAbsent(key, unused -> new AtomicLong());
    }
    return counter.incrementAndGet();
  }

  @Override
  public OptionalLong issued(byte[][] conversations) {
    long sum = 0;
    for (byte[] conversation : conversations) {
      AtomicLong counter = counters.get(new String(conversation, UTF_8));
      sum += counter == null ? 0 : counter.get();
    }
    return OptionalLong.of(sum);
  }
}
