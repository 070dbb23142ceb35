package io.seqsvr.cli.demo.seqs;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.cli.demo.stage.Latency;
import io.seqsvr.history.Verdict;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay came to.
 *
 * @param messages how many were to be served
 * @param passes how often the trace was begun to get at so many
 * @param served how many were
 * @param conversations conversations that got at least one seq
 * @param elapsedNanos from the first call to the last answer
 * @param calm latency of the calls that did not overlap the trouble
 * @param trouble what the crash did, or null if none was caused
 * @param refusals refused calls by reason, each tried again
 * @param unknown calls without an answer, each tried again
 * @param verdict the judgement over the recorded history
 */
record Summary(
    int messages,
    int passes,
    int served,
    int conversations,
    long elapsedNanos,
    Latency calm,
    @Nullable Trouble trouble,
    Map<ErrorReason, Long> refusals,
    long unknown,
    Verdict verdict) {

  Summary {
    refusals = Map.copyOf(refusals);
  }

  /**
   * What the crash did.
   *
   * @param frozenNanos how long the database was suspended before the kill
   * @param servedWhileFrozen messages served from memory in that time
   * @param outageNanos from the kill to the first answer of the restarted service
   * @param restartNanos from the start of the new process until it said that it is ready
   * @param overlapping latency of the calls that overlapped freeze or outage
   * @param largestJump most seqs skipped in one conversation between its last before the kill and
   *     its first after it
   * @param jumpConversation that conversation; empty if none was used before and after
   */
  record Trouble(
      long frozenNanos,
      long servedWhileFrozen,
      long outageNanos,
      long restartNanos,
      Latency overlapping,
      long largestJump,
      String jumpConversation) {}

  /** Whether every message was served and every promise held. */
  boolean isGood() {
    return served == messages && verdict.result() == Verdict.Result.HELD;
  }
}
