package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.demo.grpc.LinkFaults;
import io.seqsvr.cli.demo.stage.Latency;
import io.seqsvr.history.Verdict;
import io.seqsvr.message.client.ClientCounters;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run came to.
 *
 * @param size what was to be done
 * @param tally what was counted
 * @param clients what the clients of all devices have seen
 * @param link what was done to their connections
 * @param kills those that happened
 * @param sends latency from the call to the receipt
 * @param endToEnd latency from the call to a connected device
 * @param elapsedNanos from the first action to the last receipt
 * @param unread comparison of unread counts
 * @param behind devices that did not catch up, a line each
 * @param verdict the judgement over the recorded history
 * @param opinion what the independent checker says
 */
record ChatSummary(
    Size size,
    Tally tally,
    ClientCounters clients,
    LinkFaults link,
    List<Kill> kills,
    Latency sends,
    Latency endToEnd,
    long elapsedNanos,
    UnreadCheck.Result unread,
    List<String> behind,
    Verdict verdict,
    IndependentChecker.Opinion opinion) {

  ChatSummary {
    kills = List.copyOf(kills);
    behind = List.copyOf(behind);
  }

  /**
   * What was to be done.
   *
   * @param messages to be accepted
   * @param passes how often the trace was begun
   * @param groups conversations of many
   * @param pairs conversations of two
   * @param users members of any
   * @param devices users who have one
   * @param chaos whether things were to be broken
   * @param plannedKills processes to be killed
   */
  record Size(
      int messages,
      int passes,
      int groups,
      int pairs,
      int users,
      int devices,
      boolean chaos,
      int plannedKills) {}

  /** Why the run is not good; empty if every promise held and every fault happened. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    long missing = size.messages() - tally.get(Tally.Count.ACCEPTED);
    if (missing != 0) {
      problems.add(missing + " messages were not accepted");
    }
    if (unread.wrong() > 0) {
      problems.add(unread.wrong() + " unread counts are wrong");
    }
    if (unread.compared() == 0) {
      problems.add("no unread count was compared");
    }
    problems.addAll(behind);
    if (tally.get(Tally.Count.SURPRISES) > 0) {
      problems.add(tally.get(Tally.Count.SURPRISES) + " surprises, the first ones:");
      problems.addAll(tally.surprises());
    }
    if (verdict.result() != Verdict.Result.HELD) {
      problems.add("the recorded history does not pass the check");
    }
    if (!opinion.content()) {
      problems.add("the independent checker is not content");
    }
    if (size.chaos()) {
      problems.addAll(faultsThatDidNotBite());
    }
    return problems;
  }

  /** A run counts only if what was to be broken broke. */
  private List<String> faultsThatDidNotBite() {
    List<String> idle = new ArrayList<>();
    require(idle, tally.get(Tally.Count.DUPLICATES), "no duplicate was suppressed");
    require(idle, tally.get(Tally.Count.REPEATS_CONFIRMED), "no message was sent again");
    require(idle, tally.get(Tally.Count.CONFLICTS_REFUSED), "no conflict was refused");
    require(idle, clients.redeliveries(), "no message was delivered again");
    require(idle, link.acksLost(), "no acknowledgement was lost");
    require(idle, link.receiptsLost(), "no receipt was lost");
    require(idle, link.cuts(), "no connection was cut");
    require(idle, size.plannedKills() == kills.size() ? 1 : 0, "not every kill happened");
    for (Kill kill : kills) {
      require(
          idle,
          kill.outageNanos().isPresent() ? 1 : 0,
          "no message was sent after the kill of the " + kill.victim());
    }
    return idle;
  }

  private static void require(List<String> idle, long count, String otherwise) {
    if (count == 0) {
      idle.add("a fault did not bite: " + otherwise);
    }
  }
}
