package io.seqsvr.cli.demo.chat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What was counted in a run. Thread-safe; {@code this} guards the list of surprises. */
final class Tally {
  private static final int MAX_SURPRISES = 5;

  /** One of the counts. */
  enum Count {
    /** Messages with a receipt. */
    ACCEPTED,

    /** Messages that the service refused. */
    REFUSED,

    /** Messages of which nobody knows. */
    UNKNOWN,

    /** Receipts that told of an earlier attempt. */
    DUPLICATES,

    /** Messages sent again on purpose, with the first receipt as the answer. */
    REPEATS_CONFIRMED,

    /** Other content under a used id, refused. */
    CONFLICTS_REFUSED,

    /** Sends through a device. */
    DEVICE_SENDS,

    /** Messages shown on devices. */
    SHOWN,

    /** What no promise allows: each is in the list of surprises, up to a limit. */
    SURPRISES
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final List<String> surprises = new ArrayList<>();

  Tally() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  void add(Count count) {
    adder(count).increment();
  }

  long get(Count count) {
    return adder(count).sum();
  }

  /** Something that must not happen. */
  void surprise(String what) {
    add(Count.SURPRISES);
    synchronized (this) {
      if (surprises.size() < MAX_SURPRISES) {
        surprises.add(what);
      }
    }
  }

  /** The first few of them. */
  synchronized List<String> surprises() {
    return List.copyOf(surprises);
  }

  private LongAdder adder(Count count) {
    LongAdder adder = counts.get(count);
    if (adder == null) {
      throw new IllegalStateException("no counter of " + count);
    }
    return adder;
  }
}
