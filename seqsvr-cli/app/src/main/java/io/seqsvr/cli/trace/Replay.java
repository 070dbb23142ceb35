package io.seqsvr.cli.trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of a trace in their order, as conversations; replayed again from the start when more
 * messages are wanted than the trace holds. Immutable.
 *
 * @param conversations conversation of each message of the trace; not empty
 * @param messages how many to replay, at least 1
 */
public record Replay(List<String> conversations, int messages) {
  /** Copies the list. */
  public Replay {
    conversations = List.copyOf(conversations);
    if (conversations.isEmpty()) {
      throw new IllegalArgumentException("conversations must not be empty");
    }
    if (messages < 1) {
      throw new IllegalArgumentException("messages must be >= 1: " + messages);
    }
  }

  /**
   * Reads the messages of a trace, at most as many as will be replayed.
   *
   * @throws TraceFormatException if the trace holds no message, or is not of the format
   */
  public static Replay of(TraceReader trace, int messages) throws IOException {
    Map<String, String> names = new HashMap<>();
    List<String> conversations = new ArrayList<>();
    for (ChatEvent event = trace.read();
        event != null && conversations.size() < messages;
        event = trace.read()) {
      if (event.kind() == ChatEvent.Kind.MESSAGE) {
        String name = event.conversation();
        conversations.add(names.computeIfAbsent(name, first -> first));
      }
    }
    if (conversations.isEmpty()) {
      throw new TraceFormatException("the trace holds no message");
    }
    return new Replay(conversations, messages);
  }

  /** The conversation of a message, 0 to {@link #messages} - 1. */
  public String conversation(int message) {
    return conversations.get(message % conversations.size());
  }

  /** How often the trace is begun, at least 1. */
  public int passes() {
    return 1 + (messages - 1) / conversations.size();
  }
}
