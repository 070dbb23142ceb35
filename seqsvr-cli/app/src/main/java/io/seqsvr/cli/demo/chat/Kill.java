package io.seqsvr.cli.demo.chat;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One kill, and when messages were accepted again. Only a message whose send began after the kill
 * ends the outage: one that was under way may have been past the part that was killed.
 *
 * <p>Thread-safe.
 */
final class Kill {
  private static final long NEVER = Long.MAX_VALUE;

  private final String victim;
  private final long killedNanos;
  private final AtomicLong recoveredNanos = new AtomicLong(NEVER);

  Kill(String victim, long killedNanos) {
    this.victim = victim;
    this.killedNanos = killedNanos;
  }

  String victim() {
    return victim;
  }

  long killedNanos() {
    return killedNanos;
  }

  /** A message was accepted. */
  void accepted(long startNanos, long endNanos) {
    if (startNanos - killedNanos >= 0) {
      recoveredNanos.accumulateAndGet(endNanos, Math::min);
    }
  }

  /** From the kill until a message that was sent after it was accepted; empty if none was. */
  OptionalLong outageNanos() {
    long recovered = recoveredNanos.get();
    return recovered == NEVER ? OptionalLong.empty() : OptionalLong.of(recovered - killedNanos);
  }
}
