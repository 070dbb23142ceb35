package io.seqsvr.client.internal;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The calls of sections that nobody serves at present, a room for each section: however many wait,
 * one of them at a time asks whether somebody does again. So a new owner gets one request of a
 * client and not one of each waiting call.
 *
 * <pre>
 * a call finds no owner, or none that serves  => it waits in the section's room, as do later ones
 * the room's pause is over                    => the oldest call goes; the pauses grow
 * a newer table names another owner           => the oldest call goes at once
 * the owner serves a call of the section      => all go, and the room is gone
 * the call that went is silent                => the next one goes
 * </pre>
 *
 * <p>Thread-safe. Rooms are guarded by {@code lock}; {@code open} is written under it and read
 * without, so that a call pays one volatile read while nothing is wrong. Nothing foreign is called
 * under the lock but the scheduler and {@code ownerOf}, which only reads. Lock order: this lock,
 * then the call. Never blocks.
 */
final class WaitingRooms {
  /** How long the call that asks may be silent until the next one is sent. */
  private static final long SILENCE_NANOS = Duration.ofMillis(100).toNanos();

  private final Scheduler scheduler;
  private final MonotonicClock clock;
  private final Backoff backoff;
  private final long minAttemptNanos;
  private final IntFunction<@Nullable HostPort> ownerOf;
  private final Consumer<KeyedCall<?>> ask;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Room> rooms = new HashMap<>();
  private volatile int open;

  /** One section's calls, in the order in which they came. */
  private static final class Room {
    private final int section;
    private final Set<KeyedCall<?>> waiting = new LinkedHashSet<>();
    private int failures;
    private @Nullable HostPort asked;

    /** Whether a call has gone and has brought no answer yet. */
    private boolean asking;

    private long dueNanos;
    private Cancellable timer = () -> {};

    private Room(int section) {
      this.section = section;
    }
  }

  /**
   * @param minAttemptNanos time that a call must have left to be sent as the one that asks
   * @param ownerOf who owns a section by the newest table, or null
   * @param ask sends a call to its owner, past the rooms
   */
  WaitingRooms(
      Scheduler scheduler,
      MonotonicClock clock,
      Backoff backoff,
      long minAttemptNanos,
      IntFunction<@Nullable HostPort> ownerOf,
      Consumer<KeyedCall<?>> ask) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.backoff = backoff;
    this.minAttemptNanos = minAttemptNanos;
    this.ownerOf = ownerOf;
    this.ask = ask;
  }

  /**
   * Lets a call wait with the others, if its section has a room.
   *
   * @return false if it has none: then the call is to be sent
   */
  boolean join(KeyedCall<?> call, int section) {
    if (open == 0) {
      return false;
    }
    lock.lock();
    try {
      Room room = rooms.get(section);
      if (room == null) {
        return false;
      }
      enter(room, call);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a call wait that was refused or not answered.
   *
   * @param asked who failed; null if there was nobody to ask
   * @param hint what the node asks to wait, at least
   */
  void await(KeyedCall<?> call, int section, @Nullable HostPort asked, Duration hint) {
    lock.lock();
    try {
      Room room = rooms.get(section);
      if (room == null) {
        room = new Room(section);
        if (!enter(room, call)) {
          return;
        }
        room.failures = 1;
        rooms.put(section, room);
        open = rooms.size();
        pause(room, hint);
      } else {
        enter(room, call);
        long floorNanos = Math.max(0, backoff.floorNanos(hint));
        if (room.asking || room.dueNanos - clock.nanoTime() < floorNanos) {
          pause(room, hint);
        }
      }
      room.asking = false;
      room.asked = asked;
    } finally {
      lock.unlock();
    }
  }

  /** A section is served. Everything that waits for it may go. */
  List<KeyedCall<?>> onServed(int section) {
    if (open == 0) {
      return List.of();
    }
    return take(section);
  }

  /** Empties a room. */
  List<KeyedCall<?>> take(int section) {
    lock.lock();
    try {
      Room room = rooms.remove(section);
      if (room == null) {
        return List.of();
      }
      open = rooms.size();
      room.timer.cancel();
      return List.copyOf(room.waiting);
    } finally {
      lock.unlock();
    }
  }

  /** There is a newer table: who waits for a section that it gives to another node asks at once. */
  void onTable() {
    if (open == 0) {
      return;
    }
    List<Room> moved = new ArrayList<>();
    lock.lock();
    try {
      for (Room room : rooms.values()) {
        HostPort owner = ownerOf.apply(room.section);
        if (owner != null && !owner.equals(room.asked)) {
          room.failures = 0;
          moved.add(room);
        }
      }
    } finally {
      lock.unlock();
    }
    moved.forEach(this::onPauseOver);
  }

  private void onPauseOver(Room room) {
    KeyedCall<?> next;
    lock.lock();
    try {
      if (rooms.get(room.section) != room) {
        return;
      }
      room.timer.cancel();
      next = takeOldest(room);
      if (next == null && room.waiting.isEmpty()) {
        rooms.remove(room.section);
        open = rooms.size();
        return;
      }
      room.failures++;
      room.asked = ownerOf.apply(room.section);
      room.asking = next != null;
      schedule(room, SILENCE_NANOS + backoff.pauseNanos(1, Duration.ZERO));
    } finally {
      lock.unlock();
    }
    if (next != null) {
      ask.accept(next);
    }
  }

  /** The oldest call that has time for an attempt; the others end by their own deadlines. */
  private @Nullable KeyedCall<?> takeOldest(Room room) {
    long now = clock.nanoTime();
    for (Iterator<KeyedCall<?>> calls = room.waiting.iterator(); calls.hasNext(); ) {
      KeyedCall<?> call = calls.next();
      if (call.remainingNanos(now) > minAttemptNanos) {
        calls.remove();
        return call;
      }
    }
    return null;
  }

  private boolean enter(Room room, KeyedCall<?> call) {
    return call.moveTo(() -> leave(room, call)) && room.waiting.add(call);
  }

  private void leave(Room room, KeyedCall<?> call) {
    lock.lock();
    try {
      room.waiting.remove(call);
      if (room.waiting.isEmpty() && !room.asking && rooms.remove(room.section, room)) {
        open = rooms.size();
        room.timer.cancel();
      }
    } finally {
      lock.unlock();
    }
  }

  private void pause(Room room, Duration hint) {
    schedule(room, backoff.pauseNanos(room.failures, hint));
  }

  private void schedule(Room room, long delayNanos) {
    room.timer.cancel();
    room.dueNanos = clock.nanoTime() + delayNanos;
    room.timer = scheduler.schedule(() -> onPauseOver(room), delayNanos);
  }
}
