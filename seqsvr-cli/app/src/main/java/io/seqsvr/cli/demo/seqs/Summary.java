package io.seqsvr.cli.demo.seqs;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.cli.demo.stage.Latency;
import io.seqsvr.history.Verdict;
import java.util.ArrayList;
import java.util.List;
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
 * @param takeOver what the kill of one node of several did, or null if there was none
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
    @Nullable Move takeOver,
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

  /**
   * What the kill of one node of several did.
   *
   * @param nodes how many there were
   * @param victim id of the killed one
   * @param sectionsMoved how many sections got another owner
   * @param sections how many there are
   * @param moved what callers of the victim's conversations saw
   * @param others what callers of the other conversations saw
   * @param largestJump most seqs skipped in one of the victim's conversations
   * @param jumpConversation that conversation; empty if none was used before and after
   */
  record Move(
      int nodes,
      String victim,
      int sectionsMoved,
      int sections,
      Seen moved,
      Seen others,
      long largestJump,
      String jumpConversation) {}

  /**
   * What some callers saw of a take-over.
   *
   * @param answersAfter answers after the kill
   * @param silenceNanos longest time without an answer, from the kill until all was taken over
   * @param longestWaitNanos of the calls that were under way in that time, the longest
   */
  record Seen(int answersAfter, long silenceNanos, long longestWaitNanos) {}

  /** Whether every message was served, every promise held, and the kill was noticed. */
  boolean isGood() {
    return served == messages && verdict.result() == Verdict.Result.HELD && problems().isEmpty();
  }

  /** Why a take-over proves nothing; empty if there was none, or it does. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (takeOver != null && takeOver.sectionsMoved() == 0) {
      problems.add("a fault did not bite: no section of the killed node has another owner");
    }
    if (takeOver != null && takeOver.moved().answersAfter() == 0) {
      problems.add("a fault did not bite: no call needed the killed node; take more --messages");
    }
    return problems;
  }
}
