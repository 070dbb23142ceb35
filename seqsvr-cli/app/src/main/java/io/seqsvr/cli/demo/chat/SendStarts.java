package io.seqsvr.cli.demo.chat;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each message of a run was handed over. Thread-safe. */
final class SendStarts {
  /** No reading of a clock that began in this process comes near it. */
  private static final long NOT_YET = Long.MIN_VALUE;

  private final AtomicLongArray startNanos;

  SendStarts(int messages) {
    startNanos = new AtomicLongArray(messages);
    for (int i = 0; i < messages; i++) {
      startNanos.setPlain(i, NOT_YET);
    }
  }

  void began(int message, long atNanos) {
    startNanos.set(message, atNanos);
  }

  /** When it began; empty for one that did not, or is not of this run. */
  OptionalLong of(int message) {
    if (message >= startNanos.length() || startNanos.get(message) == NOT_YET) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(startNanos.get(message));
  }
}
