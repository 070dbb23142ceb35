package io.seqsvr.message.server.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The latest commits, numbered, in a ring: closes the gap between reading a head from the database
 * and being subscribed to it. Who notes the {@link #position} before the read, subscribes, and then
 * asks what came {@link #since}, has missed nothing. That costs each commit one entry, however many
 * devices are connecting.
 *
 * <p>Thread-safe, guarded by its monitor; no method blocks for long.
 */
final class HeadJournal {
  private final Mark[] ring;
  private long position;

  /** A journal of that many commits. */
  HeadJournal(int capacity) {
    ring = new Mark[capacity];
  }

  /** A commit: the conversation has this head. */
  record Mark(String conversation, long epoch, long head) {}

  synchronized void append(Mark mark) {
    ring[(int) (position % ring.length)] = mark;
    position++;
  }

  /** Number of commits so far. */
  synchronized long position() {
    return position;
  }

  /**
   * The commits since a position.
   *
   * @return empty if some of them are not here any more
   */
  synchronized Optional<List<Mark>> since(long from) {
    if (position - from > ring.length) {
      return Optional.empty();
    }
    List<Mark> marks = new ArrayList<>();
    for (long at = from; at < position; at++) {
      marks.add(ring[(int) (at % ring.length)]);
    }
    return Optional.of(marks);
  }
}
