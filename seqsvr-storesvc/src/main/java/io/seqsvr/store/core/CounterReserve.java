package io.seqsvr.store.core;

import io.seqsvr.api.error.SeqsvrException;
import java.util.Map;
import java.util.Optional;

/**
 * Raises the ceiling of one hot counter of a section that the caller owns, or makes the counter.
 * What lies at or below the section's base counts as no row, in the store as with the caller: a
 * counter that a new generation has overtaken may be deleted or not, and nobody need know.
 *
 * @param epoch the epoch of the caller's ownership; the section's row must have it
 * @param hash the conversation's, never 0
 * @param expectedMaxSeq the ceiling that the caller holds, inclusive; 0 if there is none
 * @param newMaxSeq the ceiling that the caller wants, inclusive
 * @param raise whether it may be as far above as the caller likes
 */
public record CounterReserve(
    int sectionId, long epoch, long hash, long expectedMaxSeq, long newMaxSeq, boolean raise) {

  /** The counter that this is about. */
  public CounterKey key() {
    return new CounterKey(sectionId, hash);
  }

  /** Checks every field but the section id, as far as that needs no row. */
  void validate(String entry) {
    Fields.checkRange(entry + ".epoch", epoch, 1, Long.MAX_VALUE);
    if (hash == 0) {
      throw SeqsvrException.invalidArgument(entry + ".hash", "not 0", "0");
    }
    Fields.checkRange(entry + ".expected_max_seq", expectedMaxSeq, 0, Long.MAX_VALUE - 1);
    Fields.checkRange(entry + ".new_max_seq", newMaxSeq, expectedMaxSeq + 1, Long.MAX_VALUE);
  }

  /**
   * What becomes of the counter; pure, and idempotent as {@link SectionChange}. Needs both values
   * as they are under the section's lock.
   *
   * @param storedMaxSeq the counter's ceiling, 0 if it has no row
   */
  public Result decide(SectionRow section, long storedMaxSeq) {
    Optional<SeqsvrException> refusal =
        Refusals.ofOwner(section, epoch).or(() -> outOfRange(section));
    if (refusal.isPresent()) {
      return new Result(this, false, refusal);
    }
    if (newMaxSeq <= section.base()) {
      // The base stands for it already. A repeat whose section has gone past it meanwhile.
      return new Result(this, false, Optional.empty());
    }
    long stored = aboveBase(section, storedMaxSeq);
    long expected = aboveBase(section, expectedMaxSeq);
    if (stored == expected) {
      return new Result(this, true, Optional.empty());
    }
    if (stored == newMaxSeq) {
      return new Result(this, false, Optional.empty());
    }
    return new Result(
        this,
        false,
        Optional.of(
            Refusals.otherValue(
                sectionId, "counter", expected, stored, Map.of("hash", Long.toString(hash)))));
  }

  private static long aboveBase(SectionRow section, long maxSeq) {
    return maxSeq <= section.base() ? 0 : maxSeq;
  }

  private Optional<SeqsvrException> outOfRange(SectionRow section) {
    long from = Math.max(expectedMaxSeq, section.maxSeq());
    long limit =
        raise || from > Long.MAX_VALUE - SectionChange.MAX_STEP
            ? Long.MAX_VALUE
            : from + SectionChange.MAX_STEP;
    if (newMaxSeq <= limit) {
      return Optional.empty();
    }
    String range = "at most " + limit;
    return Optional.of(Refusals.invalid(sectionId, "new_max_seq", range, Long.toString(newMaxSeq)));
  }

  /**
   * What became of a counter.
   *
   * @param isWrite whether it has to be stored
   */
  public record Result(CounterReserve asked, boolean isWrite, Optional<SeqsvrException> refusal)
      implements EntryResult {}
}
