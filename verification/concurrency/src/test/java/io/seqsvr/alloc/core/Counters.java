package io.seqsvr.alloc.core;

/** Small counter tables, and what the tests of this module ask of them. */
final class Counters {
  /** Conversations whose slots collide. */
  static final long A = 1;

  static final long B = 2;
  static final long C = 3;
  static final long D = 4;

  static final ReservePolicy POLICY = new ReservePolicy(10, 100);

  /** A table of this capacity takes three conversations, then grows. */
  private static final int SMALL = 4;

  private static final HotCounters NOBODY = new HotCounters(0);

  private Counters() {}

  /** A table that may grow, with base 0. */
  static CounterTable growing() {
    return new CounterTable(SMALL, 16 * SMALL, 0, () -> {});
  }

  /** A table that takes no fourth conversation without growing; each has got to {@code last}. */
  static CounterTable fullOfThree(long last) {
    CounterTable table = growing();
    table.seed(A, last);
    table.seed(B, last);
    table.seed(C, last);
    return table;
  }

  /** The next seq of a conversation without a ceiling of its own. */
  static long next(CounterTable table, long key, long count, long ceiling) {
    return table.next(key, count, ceiling, NOBODY);
  }

  /** Closes a table; returns what it reports. */
  static Snapshot close(CounterTable table) {
    Snapshot snapshot = new Snapshot(SMALL);
    table.close((key, lastSeq) -> snapshot.add(key, lastSeq, true));
    return snapshot;
  }

  /** What a snapshot says of a conversation: 0 if nothing, -1 if it says it twice. */
  static long last(Snapshot snapshot, long key) {
    long last = 0;
    for (int i = 0; i < snapshot.size(); i++) {
      if (snapshot.key(i) == key) {
        last = last == 0 ? snapshot.lastSeq(i) : -1;
      }
    }
    return last;
  }

  /** One conversation with a ceiling of its own. */
  static HotCounters hot(long key, SeqBuffer buffer) {
    HotCounters hot = new HotCounters(1);
    hot.addFound(new HotCounter(key, 0, buffer));
    return hot;
  }

  /** A ceiling that was there at the acquisition. */
  static SeqBuffer found(long ceiling, long lastSeq) {
    return SeqBuffer.found(ceiling, POLICY, 0, lastSeq);
  }
}
