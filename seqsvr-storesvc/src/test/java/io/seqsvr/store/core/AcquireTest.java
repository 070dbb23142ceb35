package io.seqsvr.store.core;

import static io.seqsvr.store.core.DecisionAssertions.assertAlreadyDone;
import static io.seqsvr.store.core.DecisionAssertions.assertInvalid;
import static io.seqsvr.store.core.DecisionAssertions.assertRefused;
import static io.seqsvr.store.core.DecisionAssertions.assertWritten;
import static io.seqsvr.store.core.LeaseRow.State.FENCED;
import static io.seqsvr.store.core.LeaseRow.State.HELD;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every answer to an acquire, and that only a repeat of the very call gets the first one again. */
final class AcquireTest {
  private static final String ME = "a".repeat(32);
  private static final String OTHER = "b".repeat(32);
  private static final String ATTEMPT = "1".repeat(32);
  private static final Acquire ACQUIRE = new Acquire(3, 4, ME, ATTEMPT, 100);
  private static final Acquire CLEAN = new Acquire(3, 4, ME, ATTEMPT, 100, true);
  private static final SectionRow RELEASED = free(new SnapshotSeal(3, 2, 77));

  /** As wide as the step, so that only the mark tells it from an unclean one. */
  private static final SectionRow MINE_CLEANLY =
      new SectionRow(3, 5, ME, 900, 1_000, ATTEMPT, true, SnapshotSeal.NONE);

  private static final SectionRow MINE = new SectionRow(3, 5, ME, 1_000, 1_100, ATTEMPT);

  private static final SectionRow OF_ANOTHER =
      new SectionRow(3, 4, OTHER, 900, 1_000, "9".repeat(32));

  @Test
  void takesAFreeSection() {
    assertWritten(decide(ACQUIRE, new SectionRow(3, 4, "", 900, 1_000, "")), MINE);
  }

  @Test
  void takesASectionFromAnOwnerWhoseLeaseIsFenced() {
    assertWritten(ACQUIRE.decide(OF_ANOTHER, leases(HELD, FENCED)), MINE);
  }

  /** Who has no lease has not been watched, and may be serving. */
  @Test
  void ownerThatMayBeServingKeepsItsSection() {
    for (LeaseRow.State state : new LeaseRow.State[] {HELD, null}) {
      Decision decision = ACQUIRE.decide(OF_ANOTHER, leases(HELD, state));
      assertThat(decision.isWrite()).isFalse();
      assertThat(decision.row()).isEqualTo(OF_ANOTHER);
      assertThat(decision.refusal())
          .hasValueSatisfying(
              refusal -> {
                assertThat(refusal.reason()).isEqualTo(ErrorReason.SECTION_MOVING);
                assertThat(refusal.metadata()).isEqualTo(Map.of("section", "3", "owner", OTHER));
                assertThat(refusal.retryAfter()).contains(Duration.ofMillis(50));
              });
    }
  }

  /** Its own earlier ownership, of which it has dropped everything. */
  @Test
  void takesItsOwnSectionAnew() {
    SectionRow earlier = new SectionRow(3, 4, ME, 900, 1_000, "9".repeat(32));
    assertWritten(ACQUIRE.decide(earlier, leases(HELD, null)), MINE);
  }

  @Test
  void acquirerWithoutALeaseTakesNothing() {
    SectionRow free = new SectionRow(3, 4, "", 900, 1_000, "");
    SectionRow itsOwn = new SectionRow(3, 4, ME, 900, 1_000, "9".repeat(32));
    for (LeaseRow.State state : new LeaseRow.State[] {FENCED, null}) {
      for (SectionRow row : List.of(free, itsOwn, OF_ANOTHER)) {
        Decision decision = ACQUIRE.decide(row, leases(state, FENCED));
        assertThat(decision.isWrite()).isFalse();
        assertThat(decision.refusal())
            .hasValueSatisfying(
                refusal -> {
                  assertThat(refusal.reason()).isEqualTo(ErrorReason.LEASE_LOST);
                  assertThat(refusal.metadata())
                      .isEqualTo(Map.of("section", "3", "incarnation", ME));
                  assertThat(refusal.retryAfter()).isPresent();
                });
      }
      assertThat(CLEAN.decide(RELEASED, leases(state, null)).isWrite()).isFalse();
    }
  }

  /** The epoch first, and a repeat is answered by the row alone. */
  @Test
  void leasesDecideNothingButTheUnchangedEpoch() {
    for (LeaseRow.State state : new LeaseRow.State[] {HELD, FENCED, null}) {
      assertAlreadyDone(ACQUIRE.decide(MINE, leases(state, null)), MINE);
      SectionRow later = new SectionRow(3, 6, OTHER, 1_000, 1_100, ATTEMPT);
      assertRefused(ACQUIRE.decide(later, leases(state, HELD)), ErrorReason.NOT_OWNER, 4, 6);
    }
  }

  @Test
  void asksForTheLeasesThatItIsGuardedBy() {
    assertThat(ACQUIRE.asksFor(new SectionRow(3, 4, "", 900, 1_000, ""))).containsOnly(ME);
    assertThat(ACQUIRE.asksFor(OF_ANOTHER)).containsOnly(ME, OTHER);
    assertThat(ACQUIRE.asksFor(new SectionRow(3, 4, ME, 900, 1_000, ""))).containsOnly(ME);
    assertThat(ACQUIRE.asksFor(MINE)).isEqualTo(Set.of());
  }

  /** With a lease of the acquirer, and the former owner fenced. */
  private static Decision decide(SectionChange change, SectionRow row) {
    return change.decide(row, leases(HELD, FENCED));
  }

  private static Evidence leases(LeaseRow.@Nullable State mine, LeaseRow.@Nullable State others) {
    Map<String, LeaseRow.State> states = new HashMap<>();
    if (mine != null) {
      states.put(ME, mine);
    }
    if (others != null) {
      states.put(OTHER, others);
    }
    return new Evidence(ChunkCount.NONE, new LeaseStates(states));
  }

  @Test
  void repeatGetsTheFirstAnswer() {
    Decision decision = decide(ACQUIRE, MINE);
    assertThat(decision.refusal()).isEmpty();
    assertThat(decision.isWrite()).isFalse();
    assertThat(decision.row()).isEqualTo(MINE);
  }

  @Test
  void otherAttemptIsRefused() {
    Acquire later = new Acquire(3, 4, ME, "2".repeat(32), 100);
    assertRefused(decide(later, MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void otherOwnerIsRefused() {
    Acquire other = new Acquire(3, 4, OTHER, ATTEMPT, 100);
    assertRefused(decide(other, MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  /** Also if the new generation is as large as the step, or the store was of an older version. */
  @Test
  void repeatAfterAReserveIsRefused() {
    SectionRow used = decide(new Reserve(3, 5, 1_100, 1_200), MINE).row();
    assertRefused(decide(ACQUIRE, used), ErrorReason.NOT_OWNER, 4, 5);
    SectionRow old = new SectionRow(3, 5, ME, 1_000, 1_300, ATTEMPT);
    assertRefused(decide(ACQUIRE, old), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void cleanGoesOnWhereTheFormerOwnerStopped() {
    assertWritten(decide(CLEAN, RELEASED), MINE_CLEANLY);
  }

  @Test
  void cleanRepeatGetsTheFirstAnswer() {
    assertAlreadyDone(decide(CLEAN, MINE_CLEANLY), MINE_CLEANLY);
  }

  @Test
  void cleanRepeatAfterAReserveIsRefused() {
    SectionRow used = decide(new Reserve(3, 5, 1_000, 1_100), MINE_CLEANLY).row();
    assertRefused(decide(CLEAN, used), ErrorReason.NOT_OWNER, 4, 5);
  }

  /**
   * An unclean owner may hand out everything above the base, a clean one has to know from where.
   */
  @Test
  void repeatOfTheOtherKindIsRefused() {
    assertRefused(decide(ACQUIRE, MINE_CLEANLY), ErrorReason.NOT_OWNER, 4, 5);
    assertRefused(decide(CLEAN, MINE), ErrorReason.NOT_OWNER, 4, 5);
  }

  @Test
  void cleanNeedsASnapshotOfTheLastOwner() {
    for (SectionRow row :
        List.of(
            free(SnapshotSeal.NONE),
            free(new SnapshotSeal(2, 1, 7)),
            free(new SnapshotSeal(4, 1, 7)),
            new SectionRow(3, 4, OTHER, 900, 1_000, "", false, new SnapshotSeal(3, 1, 7)))) {
      Decision decision = decide(CLEAN, row);
      assertInvalid(decision, "clean", "false without a snapshot", "true");
      assertThat(decision.isWrite()).isFalse();
      assertThat(decision.row()).isEqualTo(row);
    }
  }

  @Test
  void uncleanForgetsTheSnapshot() {
    Decision decision = decide(ACQUIRE, RELEASED);
    assertWritten(decision, MINE);
    assertThat(decision.update()).hasValueSatisfying(u -> assertThat(u.dropsChunks()).isTrue());
  }

  /** The base stands for hot counters at or below it, and for no others. */
  @Test
  void onlyARaisedBaseDeletesCounters() {
    assertThat(decide(ACQUIRE, RELEASED).update())
        .hasValueSatisfying(u -> assertThat(u.raisesBase()).isTrue());
    assertThat(decide(CLEAN, RELEASED).update())
        .hasValueSatisfying(u -> assertThat(u.raisesBase()).isFalse());
  }

  @Test
  void cleanEpochsDoNotWrap() {
    Acquire last = new Acquire(3, Long.MAX_VALUE, ME, ATTEMPT, 100, true);
    SnapshotSeal seal = new SnapshotSeal(Long.MAX_VALUE - 1, 0, 0);
    SectionRow row = new SectionRow(3, Long.MAX_VALUE, "", 0, 0, "", false, seal);
    assertThat(decide(last, row).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }

  private static SectionRow free(SnapshotSeal snapshot) {
    return new SectionRow(3, 4, "", 900, 1_000, "", false, snapshot);
  }

  @Test
  void laterEpochIsRefused() {
    SectionRow later = new SectionRow(3, 6, ME, 1_000, 1_100, ATTEMPT);
    assertRefused(decide(ACQUIRE, later), ErrorReason.NOT_OWNER, 4, 6);
  }

  @Test
  void earlierEpochMeansThatTheStoreWentBack() {
    SectionRow earlier = new SectionRow(3, 3, "", 0, 10, "");
    assertRefused(decide(ACQUIRE, earlier), ErrorReason.STORE_WENT_BACK, 4, 3);
  }

  @Test
  void numbersDoNotWrap() {
    SectionRow last = new SectionRow(3, 4, "", 0, Long.MAX_VALUE - 99, "");
    assertThat(decide(ACQUIRE, last).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
    assertThat(decide(ACQUIRE, last).row()).isEqualTo(last);
    SectionRow justEnough = new SectionRow(3, 4, "", 0, Long.MAX_VALUE - 100, "");
    assertThat(decide(ACQUIRE, justEnough).row().maxSeq()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void epochsDoNotWrap() {
    Acquire last = new Acquire(3, Long.MAX_VALUE, ME, ATTEMPT, 100);
    assertThat(decide(last, new SectionRow(3, Long.MAX_VALUE, "", 0, 0, "")).refusal())
        .hasValueSatisfying(r -> assertThat(r.reason()).isEqualTo(ErrorReason.SEQ_EXHAUSTED));
  }
}
