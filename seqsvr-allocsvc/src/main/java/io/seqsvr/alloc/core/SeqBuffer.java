package io.seqsvr.alloc.core;

/**
 * The double buffer of one conversation with a ceiling of its own: what may be handed out now, and
 * the range behind it while that is being reserved.
 *
 * <p>The ranges of one conversation follow each other without a hole, because nobody else reserves
 * for it. So the <em>current</em> buffer is everything up to {@code ceiling}, the <em>next</em> one
 * is {@code (ceiling, pendingCeiling]}, and a confirmation joins them.
 *
 * <p>An immutable value with pure transitions; {@link HotCounter} publishes it.
 *
 * <pre>
 * steady   => reserving: the conversation has passed lowWater, or cannot go on
 * reserving => reserving: the store's answer is not known; the same wish is repeated
 * reserving => steady:    the store has confirmed exactly what was asked
 * </pre>
 *
 * @param ceiling confirmed by the store, inclusive; 0 if the conversation has no row yet
 * @param lowWater the next range is due once a seq above it is handed out
 * @param pendingCeiling the ceiling asked for, whose outcome is not known yet, or 0; until it is
 *     known, only that very wish may be repeated
 * @param raised whether the wish was an administrator's, and as large as he likes
 * @param sinceNanos when the ceiling was confirmed, on the monotonic clock
 * @param sinceSeq the last seq handed out at that moment, or a lower bound
 */
record SeqBuffer(
    long ceiling,
    long lowWater,
    long pendingCeiling,
    boolean raised,
    long sinceNanos,
    long sinceSeq) {

  SeqBuffer {
    if (ceiling < 0 || lowWater > ceiling || (pendingCeiling != 0 && pendingCeiling <= ceiling)) {
      throw new IllegalArgumentException(
          "ceiling " + ceiling + ", lowWater " + lowWater + ", pendingCeiling " + pendingCeiling);
    }
  }

  /** Of a conversation without a row, which was at {@code sinceSeq} at {@code sinceNanos}. */
  static SeqBuffer withoutRow(long sinceNanos, long sinceSeq) {
    return new SeqBuffer(0, 0, 0, false, sinceNanos, sinceSeq);
  }

  /** Of a conversation whose row was found when the section was acquired. */
  static SeqBuffer found(long ceiling, ReservePolicy policy, long nowNanos, long lastSeq) {
    long left = Math.min(policy.step() / 2, ceiling);
    return new SeqBuffer(ceiling, ceiling - left, 0, false, nowNanos, lastSeq);
  }

  boolean isReserving() {
    return pendingCeiling != 0;
  }

  /**
   * Decides what to ask for.
   *
   * @param lastSeq the last seq handed out, or a lower bound
   * @param otherCeiling what the conversation may use besides: its section's ceiling
   * @param atLeast what an administrator wants the ceiling to be above; 0 for nothing
   * @param storeNanos how long a reservation takes at present
   * @return with a wish pending; this very value if one is pending already, or if there is nothing
   *     left below 2^63
   */
  SeqBuffer reserving(
      ReservePolicy policy,
      long lastSeq,
      long otherCeiling,
      long atLeast,
      long nowNanos,
      long storeNanos) {
    if (isReserving()) {
      return this;
    }
    long from = Math.max(Math.max(ceiling, otherCeiling), lastSeq);
    long size = policy.size(seqsPerNano(lastSeq, nowNanos), storeNanos);
    long bound = Math.max(plus(lastSeq, policy.maxStep()), plus(from, policy.step()));
    long target = Math.min(plus(from, size), bound);
    boolean raise = atLeast > from;
    if (raise) {
      target = Math.max(target, plus(atLeast, policy.step()));
    }
    if (target <= from) {
      return this;
    }
    return new SeqBuffer(ceiling, lowWater, target, raise, sinceNanos, sinceSeq);
  }

  /**
   * The store has confirmed a wish.
   *
   * @param confirmedCeiling what it confirmed
   * @return with the new ceiling; this very value if that is not the wish that is pending
   */
  SeqBuffer confirmed(
      long confirmedCeiling, ReservePolicy policy, long lastSeq, long nowNanos, long storeNanos) {
    if (!isReserving() || confirmedCeiling != pendingCeiling) {
      return this;
    }
    double rate = seqsPerNano(lastSeq, nowNanos);
    long left = policy.leftWhenDue(pendingCeiling - Math.max(ceiling, lastSeq), rate, storeNanos);
    return new SeqBuffer(
        pendingCeiling, Math.max(0, pendingCeiling - left), 0, false, nowNanos, lastSeq);
  }

  private double seqsPerNano(long lastSeq, long nowNanos) {
    return (double) Math.max(0, lastSeq - sinceSeq) / Math.max(1, nowNanos - sinceNanos);
  }

  /** The sum of two numbers that are not negative, at most 2^63 - 1. */
  private static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
