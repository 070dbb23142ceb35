package io.seqsvr.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The judgement over all blocks of one key: disjoint, and larger than every block that was received
 * before the call began. The two together are what a search for a linearization of "a larger number
 * each time" would decide, so that no search is needed.
 *
 * <p>Sorts its list; n blocks cost n log n steps.
 */
final class KeyJudge {
  private final String key;
  private final List<IssuedBlock> blocks;
  private final Findings findings;

  KeyJudge(String key, List<IssuedBlock> blocks, Findings findings) {
    this.key = key;
    this.blocks = new ArrayList<>(blocks);
    this.findings = findings;
  }

  /**
   * Judges the key.
   *
   * @return the widest hole between two neighbouring blocks, or null if there is none
   */
  @Nullable Jump judge() {
    Jump widest = unique();
    ordered();
    return widest;
  }

  private @Nullable Jump unique() {
    blocks.sort(Comparator.comparingLong(IssuedBlock::first));
    Jump widest = null;
    IssuedBlock top = null;
    for (IssuedBlock block : blocks) {
      if (top != null && block.first() <= top.last()) {
        overlap(top, block);
      } else if (top != null) {
        Jump jump = new Jump(key, top.last(), block.first());
        if (jump.skipped() > (widest == null ? 0 : widest.skipped())) {
          widest = jump;
        }
      }
      if (top == null || block.last() > top.last()) {
        top = block;
      }
    }
    return widest;
  }

  private void ordered() {
    blocks.sort(Comparator.comparingLong(IssuedBlock::startNanos));
    OrderSweep sweep = new OrderSweep();
    for (IssuedBlock block : blocks) {
      IssuedBlock larger = sweep.enter(block);
      if (larger != null) {
        stale(larger, block);
      }
    }
  }

  private void overlap(IssuedBlock one, IssuedBlock other) {
    findings.add(
        Violation.Kind.UNIQUE,
        () ->
            String.format(
                "key %s: %s and %s both got %d", key, one.where(), other.where(), other.first()));
  }

  private void stale(IssuedBlock earlier, IssuedBlock later) {
    findings.add(
        Violation.Kind.ORDERED,
        () ->
            String.format(
                "key %s: %s ended with %d before %s began and got %d",
                key, earlier.where(), earlier.last(), later.where(), later.first()));
  }
}
