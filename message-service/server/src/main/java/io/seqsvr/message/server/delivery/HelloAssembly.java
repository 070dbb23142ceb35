package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.SeqsvrException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A hello that may come in several frames. Confined to its session. */
final class HelloAssembly {
  private final int maxCursors;
  private final Map<String, Cursor> cursors = new HashMap<>();
  private Uplink.@Nullable Hello first;

  HelloAssembly(int maxCursors) {
    this.maxCursors = maxCursors;
  }

  /** The whole of it. */
  record Done(String user, String device, Begin begin, Map<String, Cursor> cursors) {}

  /**
   * Takes the next frame.
   *
   * @return the whole, if this was the last one
   * @throws SeqsvrException INVALID_ARGUMENT if it says something else than the first one, or too
   *     much
   */
  Optional<Done> add(Uplink.Hello hello) {
    Uplink.Hello begun = first == null ? hello : first;
    first = begun;
    if (!begun.user().equals(hello.user())) {
      throw SeqsvrException.invalidArgument("hello.user", "the same in all frames", "another");
    }
    if (!begun.device().equals(hello.device())) {
      throw SeqsvrException.invalidArgument("hello.device", "the same in all frames", "another");
    }
    for (Cursor cursor : hello.cursors()) {
      cursors.put(cursor.conversation(), cursor);
    }
    if (cursors.size() > maxCursors) {
      throw SeqsvrException.invalidArgument(
          "hello.cursors", "at most " + maxCursors, Integer.toString(cursors.size()));
    }
    return hello.more()
        ? Optional.empty()
        : Optional.of(new Done(hello.user(), hello.device(), hello.begin(), cursors));
  }
}
