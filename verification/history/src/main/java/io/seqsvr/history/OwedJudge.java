package io.seqsvr.history;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The judgement that nothing was lost: every declared device of every declared member showed every
 * accepted message of the time of membership. n messages on m devices cost n × m steps.
 */
final class OwedJudge {
  /** The right to the messages of {@code (fromSeq, toSeq]}. */
  private record Membership(long fromSeq, long toSeq) {
    boolean covers(long seq) {
      return fromSeq < seq && seq <= toSeq;
    }
  }

  private final Findings findings;
  private final Map<String, Map<String, Membership>> members = new LinkedHashMap<>();
  private final Map<String, Set<Device>> devices = new HashMap<>();

  OwedJudge(Findings findings) {
    this.findings = findings;
  }

  /** Takes a member in; the last declaration counts. */
  void member(String conversation, String user, long fromSeq, long toSeq) {
    members
        .computeIfAbsent(conversation, c -> new LinkedHashMap<>())
        .put(user, new Membership(fromSeq, toSeq));
  }

  /** Takes a device in. */
  void device(Device device) {
    devices.computeIfAbsent(device.user(), u -> new LinkedHashSet<>()).add(device);
  }

  /** Whether there is anybody to whom anything can be owed. */
  boolean isDeclared() {
    return !members.isEmpty() && !devices.isEmpty();
  }

  /**
   * Judges every device of every member.
   *
   * @return how many views of a conversation that were
   */
  long judge(Map<String, ConversationJudge> conversations) {
    long views = 0;
    for (Map.Entry<String, Map<String, Membership>> entry : members.entrySet()) {
      ConversationJudge conversation = conversations.get(entry.getKey());
      long[] accepted = conversation == null ? new long[0] : conversation.acceptedSeqs();
      for (Map.Entry<String, Membership> member : entry.getValue().entrySet()) {
        for (Device device : devices.getOrDefault(member.getKey(), Set.of())) {
          views++;
          if (conversation != null) {
            SeqList shown = conversation.shownOn(device);
            judgeView(entry.getKey(), device, accepted, member.getValue(), shown);
          }
        }
      }
    }
    return views;
  }

  private void judgeView(
      String conversation, Device device, long[] accepted, Membership membership, SeqList shown) {
    long missing = 0;
    long firstMissing = 0;
    int at = 0;
    for (long seq : accepted) {
      while (at < shown.size() && shown.get(at) < seq) {
        at++;
      }
      boolean wasShown = at < shown.size() && shown.get(at) == seq;
      if (membership.covers(seq) && !wasShown) {
        firstMissing = missing == 0 ? seq : firstMissing;
        missing++;
      }
    }
    if (missing > 0) {
      String text =
          String.format(
              "conv %s %s: %d accepted messages never shown, first seq %d",
              conversation, device, missing, firstMissing);
      findings.add(Violation.Kind.LOST, () -> text);
    }
  }
}
