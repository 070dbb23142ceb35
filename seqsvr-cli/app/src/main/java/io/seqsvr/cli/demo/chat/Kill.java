package io.seqsvr.cli.demo.chat;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

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
  private final Predicate<String> concerned;
  private final AtomicLong recoveredNanos = new AtomicLong(NEVER);

  /**
   * A kill.
   *
   * @param concerned the conversations that needed the victim; only their messages end the outage
   */
  Kill(String victim, long killedNanos, Predicate<String> concerned) {
    this.victim = victim;
    this.killedNanos = killedNanos;
    this.concerned = concerned;
  }

  String victim() {
    return victim;
  }

  long killedNanos() {
    return killedNanos;
  }

  /** A message was accepted. */
  void accepted(String conversation, long startNanos, long endNanos) {
    if (startNanos - killedNanos >= 0 && concerned.test(conversation)) {
      recoveredNanos.accumulateAndGet(endNanos, Math::min);
    }
  }

  /** From the kill until a message that was sent after it was accepted; empty if none was. */
  OptionalLong outageNanos() {
    long recovered = recoveredNanos.get();
    return recovered == NEVER ? OptionalLong.empty() : OptionalLong.of(recovered - killedNanos);
  }
}
