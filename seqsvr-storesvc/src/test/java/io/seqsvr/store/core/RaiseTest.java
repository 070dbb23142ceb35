package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertRefused;
import static io.seqsvr.store.core.DecisionAssertions.assertWritten;
import static io.seqsvr.store.core.DecisionAssertions.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import org.junit.jupiter.api.Test;

/** A raised section: hunts one that an earlier owner, snapshot or call can bring down again. */
final class RaiseTest {
  private static final String ME = "a".repeat(32);
  private static final String ATTEMPT = "1".repeat(32);
  private static final SectionRow OWNED = new SectionRow(3, 5, ME, 900, 1_000, ATTEMPT);

  /** Without an owner in the row, the next one would not wait for the end of its lease. */
  @Test
  void liftsTheCeilingAndKeepsTheOwner() {
    SectionRow raised = new SectionRow(3, 1_000_005, ME, 900, 5_000, "");
    assertWritten(decide(new Raise(3, 5_000), OWNED), raised);
  }

  @Test
  void neverLowersAnything() {
    SectionRow raised = new SectionRow(3, 1_000_005, ME, 900, 1_000, "");
    assertWritten(decide(new Raise(3, 1_000), OWNED), raised);
    assertWritten(decide(new Raise(3, 1), OWNED), raised);
  }

  @Test
  void repeatLeavesTheCeilingWhereItIs() {
    SectionRow once = decide(new Raise(3, 5_000), OWNED).row();
    SectionRow twice = decide(new Raise(3, 5_000), once).row();
    assertThat(twice).isEqualTo(new SectionRow(3, 2_000_005, ME, 900, 5_000, ""));
  }

  /** It stands for numbers that may be too low. */
  @Test
  void forgetsTheSnapshot() {
    SectionRow free = new SectionRow(3, 5, "", 900, 1_000, "", false, new SnapshotSeal(4, 2, 77));
    Decision decision = decide(new Raise(3, 5_000), free);
    assertWritten(decision, new SectionRow(3, 1_000_005, "", 900, 5_000, ""));
    assertThat(decision.row().hasSnapshot()).isFalse();
    assertThat(decision.update()).hasValueSatisfying(u -> assertThat(u.dropsChunks()).isTrue());
    assertThat(decision.update()).hasValueSatisfying(u -> assertThat(u.raisesBase()).isFalse());
  }

  /** Neither the former owner nor one of a time that the database has forgotten. */
  @Test
  void shutsOutWhateverHeldTheSection() {
    SectionRow raised = decide(new Raise(3, 5_000), OWNED).row();
    assertRefused(
        decide(new Reserve(3, 5, 1_000, 1_100), raised), ErrorReason.NOT_OWNER, 5, 1_000_005);
    assertRefused(decide(new Release(3, 5), raised), ErrorReason.NOT_OWNER, 5, 1_000_005);
    assertRefused(
        decide(new Acquire(3, 4, ME, ATTEMPT, 100), raised), ErrorReason.NOT_OWNER, 4, 1_000_005);
    for (long forgotten : new long[] {6, 7, 1_000_004}) {
      CounterReserve counter = new CounterReserve(3, forgotten, 9, 0, 5_500, false);
      assertThat(counter.decide(raised, 0).refusal()).isPresent();
    }
  }

  @Test
  void epochsDoNotWrap() {
    SectionRow last = new SectionRow(3, Long.MAX_VALUE - 999_999, ME, 900, 1_000, ATTEMPT);
    Decision decision = decide(new Raise(3, 5_000), last);
    assertThat(decision.isWrite()).isFalse();
    assertThat(decision.refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }
}
