package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.cli.trace.ChatEvent;
import io.seqsvr.cli.trace.ChatEvent.Kind;
import io.seqsvr.cli.trace.TraceEvents;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hunts a replay in another order than the trace's, or of another length than was asked for. */
final class ScriptTest {
  private static final Place GROUP = new Place.Group("c1");

  private final TraceEvents trace =
      new TraceEvents(
          List.of(
              new ChatEvent(1, "c1", Kind.JOIN, "a", "", 0),
              new ChatEvent(2, "c1", Kind.MESSAGE, "a", "", 7),
              new ChatEvent(3, "c1", Kind.JOIN, "lurker", "", 0),
              new ChatEvent(4, "c1", Kind.MESSAGE, "a", "b", 70_000),
              new ChatEvent(5, "c1", Kind.QUIT, "a", "", 0)),
          2);
  private final Roster roster = Roster.of(trace.events(), 10);

  @Test
  void actionsComeInTheOrderOfTheTrace() {
    Script script = Script.of(trace, roster, 3);

    assertThat(script.actions())
        .containsExactly(
            new Action.Come("a"),
            new Action.Say(0, "a", GROUP, 7),
            new Action.Say(1, "a", new Place.Single(new Pair("a", "b")), 65_535),
            new Action.Leave("a"),
            new Action.Come("a"),
            new Action.Say(2, "a", GROUP, 7));
    assertThat(script.passes()).isEqualTo(2);
  }

  @Test
  void shortTraceIsBegunAgainAndEveryMessageHasItsNumber() {
    Script script = Script.of(trace, roster, 5);

    assertThat(
            script.actions().stream()
                .filter(action -> action instanceof Action.Say)
                .map(action -> ((Action.Say) action).message()))
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(script.passes()).isEqualTo(3);
    assertThat(script.actions().get(script.actions().size() - 1)).isInstanceOf(Action.Say.class);
  }

  @Test
  void idsTellTheMessageAndBodiesAreTheSameEachTime() {
    assertThat(ClientIds.message(ClientIds.of(17))).hasValue(17);
    assertThat(ClientIds.message("hello")).isEmpty();
    assertThat(Filler.body(3, 40)).hasSize(40).isEqualTo(Filler.body(3, 40));
    assertThat(Filler.body(3, 0)).isEmpty();
    assertThat(Filler.body(3, 41)).isNotEqualTo(Filler.body(3, 40));
  }
}
