package io.seqsvr.bench.delivery;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Who is in which group, and who sends what.
 *
 * @param groups how many, at least 1
 * @param membersPerGroup at least 1
 * @param users how many, each with one device; at least {@code membersPerGroup}, and at most what
 *     fills the groups
 * @param perSecond messages a second, over all groups
 */
public record DeliveryPlan(int groups, int membersPerGroup, int users, int perSecond) {
  public DeliveryPlan {
    if (groups < 1 || membersPerGroup < 1) {
      throw new IllegalArgumentException(
          "groups and members must be >= 1: " + groups + ", " + membersPerGroup);
    }
    if (users < membersPerGroup || users > groups * membersPerGroup) {
      throw new IllegalArgumentException(
          "users must be " + membersPerGroup + ".." + groups * membersPerGroup + ": " + users);
    }
  }

  /**
   * The users of a group, all different: where there are fewer than places, they are in several.
   */
  List<Integer> membersOf(int group) {
    return IntStream.range(0, membersPerGroup)
        .mapToObj(place -> (group * membersPerGroup + place) % users)
        .toList();
  }

  /** The group of a message: one after the other. */
  int groupOf(int message) {
    return message % groups;
  }

  /** The sender of a message: the members of its group, one after the other. */
  int senderOf(int message) {
    int place = message / groups % membersPerGroup;
    return (groupOf(message) * membersPerGroup + place) % users;
  }
}
