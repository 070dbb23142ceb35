package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.trace.ChatEvent;

/** Where a message of the trace is said. */
sealed interface Place {
  /** A channel: everybody who was ever seen there is a member. */
  record Group(String channel) implements Place {}

  /** Between two people. */
  record Single(Pair pair) implements Place {}

  /** The place of a message. */
  static Place of(ChatEvent event) {
    return event.toUser().isEmpty()
        ? new Group(event.channel())
        : new Single(Pair.of(event.user(), event.toUser()));
  }
}
