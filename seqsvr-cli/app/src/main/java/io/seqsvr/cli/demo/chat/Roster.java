package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.trace.ChatEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is in which conversation, and who has a device.
 *
 * @param places members of each place, in the order in which they were first seen
 * @param watchers users with a device: the most active ones of each group
 * @param presentAtStart those of them who were not seen to come before they did anything else
 */
record Roster(Map<Place, Set<String>> places, Set<String> watchers, Set<String> presentAtStart) {

  /**
   * The roster of some events.
   *
   * @param watchersPerGroup most users of a group that get a device
   */
  static Roster of(List<ChatEvent> events, int watchersPerGroup) {
    Map<Place, Set<String>> places = new LinkedHashMap<>();
    Map<Place, Map<String, Integer>> said = new LinkedHashMap<>();
    Map<String, ChatEvent.Kind> firstSeen = new HashMap<>();
    for (ChatEvent event : events) {
      firstSeen.putIfAbsent(event.user(), event.kind());
      membersOf(places, new Place.Group(event.channel())).add(event.user());
      if (event.kind() != ChatEvent.Kind.MESSAGE) {
        continue;
      }
      Place place = Place.of(event);
      if (place instanceof Place.Single single) {
        membersOf(places, place).add(single.pair().userA());
        membersOf(places, place).add(single.pair().userB());
      } else {
        said.computeIfAbsent(place, p -> new HashMap<>()).merge(event.user(), 1, Integer::sum);
      }
    }
    Set<String> watchers = new LinkedHashSet<>();
    said.values().forEach(users -> watchers.addAll(mostActive(users, watchersPerGroup)));
    Set<String> present = new LinkedHashSet<>(watchers);
    present.removeIf(user -> firstSeen.get(user) == ChatEvent.Kind.JOIN);
    return new Roster(places, watchers, present);
  }

  /** Every user who is a member of anything, with the places. */
  Map<String, List<Place>> placesByUser() {
    Map<String, List<Place>> byUser = new LinkedHashMap<>();
    places.forEach(
        (place, members) ->
            members.forEach(
                user -> byUser.computeIfAbsent(user, u -> new ArrayList<>()).add(place)));
    return byUser;
  }

  private static Set<String> membersOf(Map<Place, Set<String>> places, Place place) {
    return places.computeIfAbsent(place, p -> new LinkedHashSet<>());
  }

  private static List<String> mostActive(Map<String, Integer> messages, int limit) {
    return messages.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry::getKey, Comparator.naturalOrder()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }
}
