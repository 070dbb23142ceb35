package io.seqsvr.store.core;

import java.util.Comparator;

/** Which hot counter: ordered by section, then by hash as a signed number. */
public record CounterKey(int sectionId, long hash) implements Comparable<CounterKey> {
  private static final Comparator<CounterKey> ORDER =
      Comparator.comparingInt(CounterKey::sectionId).thenComparingLong(CounterKey::hash);

  @Override
  public int compareTo(CounterKey other) {
    return ORDER.compare(this, other);
  }
}
