package io.seqsvr.store.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;

/** What tests say about decisions. */
final class DecisionAssertions {
  private DecisionAssertions() {}

  /** The decision about a row beside which nothing is stored. */
  static Decision decide(SectionChange change, SectionRow row) {
    return change.decide(row, Evidence.NONE);
  }

  static void assertWritten(Decision decision, SectionRow next) {
    assertThat(decision.refusal()).isEmpty();
    assertThat(decision.isWrite()).isTrue();
    assertThat(decision.row()).isEqualTo(next);
  }

  static void assertAlreadyDone(Decision decision, SectionRow row) {
    assertThat(decision.refusal()).isEmpty();
    assertThat(decision.isWrite()).isFalse();
    assertThat(decision.row()).isEqualTo(row);
  }

  static void assertRefused(Decision decision, ErrorReason reason, long expected, long actual) {
    assertThat(decision.isWrite()).isFalse();
    assertThat(decision.refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.metadata())
                  .containsEntry("section", Integer.toString(decision.row().sectionId()))
                  .containsEntry("expected", Long.toString(expected))
                  .containsEntry("actual", Long.toString(actual));
            });
  }

  static void assertInvalid(EntryResult result, String field, String limit, String value) {
    assertThat(result.refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
              assertThat(refusal.metadata())
                  .containsKey("section")
                  .containsEntry("field", field)
                  .containsEntry("limit", limit)
                  .containsEntry("value", value);
            });
  }
}
