package io.seqsvr.store.core;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Why entries are refused; each refusal names the section. Pure. */
final class Refusals {
  /** A fence takes a few round trips once it is due; a release is under way already. */
  private static final Duration RETRY_AFTER = Duration.ofMillis(50);

  private Refusals() {}

  /** Why a caller that means this epoch may not write as the section's owner; empty if it may. */
  static Optional<SeqsvrException> ofOwner(SectionRow row, long epoch) {
    if (row.epoch() != epoch) {
      return Optional.of(otherEpoch(row, epoch));
    }
    return row.isOwned() ? Optional.empty() : Optional.of(unowned(row));
  }

  /** The row has another epoch than the caller's; an earlier one has been there before. */
  static SeqsvrException otherEpoch(SectionRow row, long expected) {
    return otherValue(row.sectionId(), "epoch", expected, row.epoch(), Map.of());
  }

  /** A value that is lower than what the caller holds means that the store went back in time. */
  static SeqsvrException otherValue(
      int section, String what, long expected, long actual, Map<String, String> more) {
    Map<String, String> metadata = new HashMap<>(more);
    metadata.put("section", Integer.toString(section));
    metadata.put("what", what);
    metadata.put("expected", Long.toString(expected));
    metadata.put("actual", Long.toString(actual));
    return new SeqsvrException(
        actual < expected ? ErrorReason.STORE_WENT_BACK : ErrorReason.NOT_OWNER,
        what + " of section " + section + " is " + actual + ", expected " + expected,
        metadata,
        null);
  }

  /** The row has the caller's epoch but no owner, so it is nobody's to change. */
  static SeqsvrException unowned(SectionRow row) {
    return new SeqsvrException(
        ErrorReason.NOT_OWNER,
        "section " + row.sectionId() + " has no owner",
        Map.of("section", Integer.toString(row.sectionId())),
        null);
  }

  /** The acquirer's own lease is over, or it never had one. */
  static SeqsvrException leaseLost(SectionRow row, String acquirer) {
    return new SeqsvrException(
        ErrorReason.LEASE_LOST,
        "incarnation " + acquirer + " holds no lease",
        Map.of("section", Integer.toString(row.sectionId()), "incarnation", acquirer),
        RETRY_AFTER);
  }

  /** The recorded owner may still be serving. */
  static SeqsvrException moving(SectionRow row) {
    return new SeqsvrException(
        ErrorReason.SECTION_MOVING,
        "section " + row.sectionId() + " is of " + row.owner() + ", whose lease is not fenced",
        Map.of("section", Integer.toString(row.sectionId()), "owner", row.owner()),
        RETRY_AFTER);
  }

  static SeqsvrException exhausted(SectionRow row) {
    return new SeqsvrException(
        ErrorReason.SEQ_EXHAUSTED,
        "section " + row.sectionId() + " would pass 2^63 - 1",
        Map.of(
            "section", Integer.toString(row.sectionId()), "max_seq", Long.toString(row.maxSeq())),
        null);
  }

  /** A field whose limit depends on what is stored. */
  static SeqsvrException invalid(int section, String field, String limit, String value) {
    return new SeqsvrException(
        ErrorReason.INVALID_ARGUMENT,
        field + " of section " + section + " must be " + limit + ": " + value,
        Map.of(
            "section", Integer.toString(section), "field", field, "limit", limit, "value", value),
        null);
  }
}
