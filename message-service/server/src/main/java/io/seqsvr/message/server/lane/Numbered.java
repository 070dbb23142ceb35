package io.seqsvr.message.server.lane;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Messages of one conversation with their places.
 *
 * @param attempts one for each row of the append, in the same order
 */
record Numbered(Append append, List<Attempt> attempts) {
  Numbered {
    if (attempts.size() != append.rows().size()) {
      throw new IllegalArgumentException(
          attempts.size() + " messages and " + append.rows().size() + " rows");
    }
    attempts = List.copyOf(attempts);
  }

  /** The conversation's end when they are stored. */
  Head headAfter() {
    Head before = append.expected();
    Append.Row last = append.rows().get(append.rows().size() - 1);
    return new Head(
        before.conversation(),
        before.epoch(),
        last.message().seq(),
        last.message().countNo(),
        before.floorSeq());
  }

  void forEach(BiConsumer<Attempt, Append.Row> action) {
    for (int i = 0; i < attempts.size(); i++) {
      action.accept(attempts.get(i), append.rows().get(i));
    }
  }
}
