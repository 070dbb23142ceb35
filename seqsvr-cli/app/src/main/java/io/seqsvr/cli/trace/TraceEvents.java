package io.seqsvr.cli.trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Events of a trace in their order, up to a number of messages. Immutable; not empty. */
public record TraceEvents(List<ChatEvent> events, int messages) {
  /** Copies the list. */
  public TraceEvents {
    events = List.copyOf(events);
  }

  /**
   * Reads events until the last message that is wanted, or the end of the trace.
   *
   * @param maxMessages at least 1
   * @param tag appended to every channel and user, so that a run finds none of an earlier one
   * @throws TraceFormatException if the trace holds no message, or is not of the format
   */
  public static TraceEvents read(TraceReader trace, int maxMessages, String tag)
      throws IOException {
    List<ChatEvent> events = new ArrayList<>();
    int messages = 0;
    while (messages < maxMessages) {
      ChatEvent event = trace.read();
      if (event == null) {
        break;
      }
      messages += event.kind() == ChatEvent.Kind.MESSAGE ? 1 : 0;
      events.add(tagged(event, tag));
    }
    if (messages == 0) {
      throw new TraceFormatException("the trace holds no message");
    }
    return new TraceEvents(events, messages);
  }

  private static ChatEvent tagged(ChatEvent event, String tag) {
    return new ChatEvent(
        event.timeMillis(),
        event.channel() + tag,
        event.kind(),
        event.user() + tag,
        event.toUser().isEmpty() ? "" : event.toUser() + tag,
        event.textBytes());
  }
}
