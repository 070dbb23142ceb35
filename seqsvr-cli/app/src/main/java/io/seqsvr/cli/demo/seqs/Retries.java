package io.seqsvr.cli.demo.seqs;

import io.seqsvr.api.error.ErrorReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Calls that did not bring a seq, by reason. Thread-safe. */
final class Retries {
  private final Map<ErrorReason, LongAdder> refusals = new EnumMap<>(ErrorReason.class);
  private final LongAdder unknown = new LongAdder();

  Retries() {
    for (ErrorReason reason : ErrorReason.values()) {
      refusals.put(reason, new LongAdder());
    }
  }

  void count(Answer answer) {
    if (answer instanceof Answer.Refused refused) {
      refusalsOf(refused.refusal().reason()).increment();
    } else if (answer instanceof Answer.Unknown) {
      unknown.increment();
    }
  }

  /** Refused calls by reason; reasons that did not occur are left out. */
  Map<ErrorReason, Long> refusals() {
    Map<ErrorReason, Long> counts = new EnumMap<>(ErrorReason.class);
    refusals.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            counts.put(reason, count.sum());
          }
        });
    return counts;
  }

  long unknown() {
    return unknown.sum();
  }

  private LongAdder refusalsOf(ErrorReason reason) {
    LongAdder count = refusals.get(reason);
    if (count == null) {
      throw new IllegalStateException("no counter of " + reason);
    }
    return count;
  }
}
