package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.trace.ChatEvent;
import io.seqsvr.cli.trace.TraceEvents;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done in a run, in the order of the trace.
 *
 * @param actions sends of everybody; comings and goings of those who have devices
 * @param messages how many sends there are
 * @param passes how often the trace was begun
 */
record Script(List<Action> actions, int messages, int passes) {
  /** One less than the longest body that the service takes: a conflicting one is longer. */
  private static final int MAX_BODY_BYTES = 65_535;

  Script {
    actions = List.copyOf(actions);
  }

  /**
   * Turns events into actions; begins again from the first event until there are enough messages.
   *
   * @param messages at least 1
   */
  static Script of(TraceEvents trace, Roster roster, int messages) {
    List<Action> actions = new ArrayList<>();
    int said = 0;
    int passes = 0;
    while (said < messages) {
      passes++;
      for (ChatEvent event : trace.events()) {
        if (said == messages) {
          break;
        }
        switch (event.kind()) {
          case MESSAGE -> {
            int bytes = Math.min(event.textBytes(), MAX_BODY_BYTES);
            actions.add(new Action.Say(said++, event.user(), Place.of(event), bytes));
          }
          case JOIN -> {
            if (roster.watchers().contains(event.user())) {
              actions.add(new Action.Come(event.user()));
            }
          }
          case QUIT -> {
            if (roster.watchers().contains(event.user())) {
              actions.add(new Action.Leave(event.user()));
            }
          }
        }
      }
    }
    return new Script(actions, messages, passes);
  }
}
