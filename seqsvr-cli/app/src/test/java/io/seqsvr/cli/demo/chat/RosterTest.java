package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cli.trace.ChatEvent;
import io.seqsvr.cli.trace.ChatEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts users who are owed nothing because nobody knows that they are there. */
final class RosterTest {
  private static final Place GROUP = new Place.Group("c1");

  @Test
  void everybodySeenInAChannelIsAMember() {
    Roster roster =
        Roster.of(
            List.of(
                event(Kind.JOIN, "a", ""),
                event(Kind.MESSAGE, "b", ""),
                event(Kind.QUIT, "c", ""),
                event(Kind.MESSAGE, "d", "e")),
            10);

    assertThat(roster.places()).containsOnlyKeys(GROUP, new Place.Single(new Pair("d", "e")));
    assertThat(roster.places().get(GROUP)).containsExactly("a", "b", "c", "d");
    assertThat(roster.placesByUser()).containsOnlyKeys("a", "b", "c", "d", "e");
  }

  @Test
  void bothDirectionsAreOneChatAndOneselfIsOneToo() {
    Roster roster =
        Roster.of(
            List.of(
                event(Kind.MESSAGE, "b", "a"),
                event(Kind.MESSAGE, "a", "b"),
                event(Kind.MESSAGE, "a", "a")),
            10);

    assertThat(roster.places().get(new Place.Single(new Pair("a", "b")))).containsExactly("a", "b");
    assertThat(roster.places().get(new Place.Single(new Pair("a", "a")))).containsExactly("a");
  }

  @Test
  void devicesGoToThoseWhoTalkMostInTheGroup() {
    Roster roster =
        Roster.of(
            List.of(
                event(Kind.MESSAGE, "rare", ""),
                event(Kind.MESSAGE, "busy", ""),
                event(Kind.MESSAGE, "busy", ""),
                event(Kind.MESSAGE, "even", ""),
                event(Kind.MESSAGE, "direct", "x"),
                event(Kind.MESSAGE, "direct", "x"),
                event(Kind.MESSAGE, "direct", "x")),
            2);

    assertThat(roster.watchers()).as("ties by name").containsExactly("busy", "even");
  }

  @Test
  void whoIsSeenToComeWasNotThereBefore() {
    Roster roster =
        Roster.of(
            List.of(
                event(Kind.JOIN, "comes", ""),
                event(Kind.MESSAGE, "comes", ""),
                event(Kind.MESSAGE, "talks", ""),
                event(Kind.QUIT, "leaves", ""),
                event(Kind.MESSAGE, "leaves", "")),
            10);

    assertThat(roster.watchers()).containsExactlyInAnyOrder("comes", "talks", "leaves");
    assertThat(roster.presentAtStart()).containsExactlyInAnyOrder("talks", "leaves");
  }

  private static ChatEvent event(Kind kind, String user, String toUser) {
    return new ChatEvent(1, "c1", kind, user, toUser, 5);
  }
}
