package io.seqsvr.client.internal;

import io.seqsvr.api.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
 * client and not one of each waiting call. A node that does not answer at all is asked once for all
 * its sections.
 *
 * <pre>
 * a call finds no owner, or none that serves  => it waits in the section's room, as do later ones
 * the room's pause is over                    => the oldest call goes; the pauses grow
 * a call finds its owner out of reach         => its room shares the pause with the node's others:
 *                                                one call goes for all of them, of each in turn
 * that node answers anything                  => each room asks for itself, after its own pause
 * a newer table names another owner           => the oldest call goes at once
 * the owner serves a call of the section      => all go, and the room is gone
 * the call that went is silent                => the next one goes
 * </pre>
 *
 * <p>Thread-safe. Rooms and bells are guarded by {@code lock}; {@code open} is written under it and
 * read without, so that a call pays one volatile read while nothing is wrong. Nothing foreign is
 * called under the lock but the scheduler and {@code ownerOf}, which only reads. Lock order: this
 * lock, then the call. Never blocks.
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

  /** Those of nodes that are out of reach; none without a room. */
  private final Map<HostPort, Bell> shared = new HashMap<>();

  private volatile int open;

  /** One section's calls, in the order in which they came. */
  private static final class Room {
    private final int section;
    private final Set<KeyedCall<?>> waiting = new LinkedHashSet<>();
    private @Nullable HostPort asked;

    /** How often in a row its own calls have asked in vain. */
    private int failures = 1;

    /** Whether a call of this room has gone and has brought no answer yet. */
    private boolean asking;

    private Bell bell = new Bell(1);

    private Room(int section) {
      this.section = section;
    }
  }

  /** When the next call goes out of one of its rooms: of a single one, or of all of a node. */
  private static final class Bell {
    private final Set<Room> rooms = new LinkedHashSet<>();
    private int failures;

    /** Whether a call has gone and has brought no answer yet. */
    private boolean asking;

    private long dueNanos;
    private Cancellable timer = () -> {};

    private Bell(int failures) {
      this.failures = failures;
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
   * Lets a call wait with the others, if its section has a room or its owner is out of reach.
   *
   * @return false if neither: then the call is to be sent
   */
  boolean join(KeyedCall<?> call, int section) {
    if (open == 0) {
      return false;
    }
    lock.lock();
    try {
      Room room = rooms.get(section);
      if (room != null) {
        enter(room, call);
        return true;
      }
      HostPort owner = ownerOf.apply(section);
      Bell bell = owner == null ? null : shared.get(owner);
      if (bell == null) {
        return false;
      }
      room = new Room(section);
      if (enter(room, call)) {
        open(room, bell);
        room.asked = owner;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a call wait that was refused.
   *
   * @param asked who refused; null if there was nobody to ask
   * @param hint what the node asks to wait, at least
   */
  void await(KeyedCall<?> call, int section, @Nullable HostPort asked, Duration hint) {
    await(call, section, asked, hint, false);
  }

  /**
   * Lets a call wait whose node could not be reached.
   *
   * @param asked who is out of reach
   */
  void awaitReach(KeyedCall<?> call, int section, HostPort asked) {
    await(call, section, asked, Duration.ZERO, true);
  }

  private void await(
      KeyedCall<?> call, int section, @Nullable HostPort asked, Duration hint, boolean outOfReach) {
    Bell atOnce = null;
    lock.lock();
    try {
      Room known = rooms.get(section);
      Room room = known != null ? known : new Room(section);
      boolean entered = enter(room, call);
      if (!entered && known == null) {
        return;
      }
      HostPort owner = ownerOf.apply(section);
      if (owner != null && asked != null && !owner.equals(asked)) {
        // A newer table came between the caller's look and ours.
        atOnce = separate(List.of(room)).get(0);
        room.asking = false;
      } else {
        settle(room, asked, hint, bellFor(room, asked, entered, outOfReach));
      }
    } finally {
      lock.unlock();
    }
    if (atOnce != null) {
      ring(atOnce);
    }
  }

  private Bell bellFor(Room room, @Nullable HostPort asked, boolean entered, boolean outOfReach) {
    if (!entered) {
      // A call that has ended, by its own deadline maybe, says nothing about the node.
      return room.bell;
    }
    if (outOfReach && asked != null) {
      return shared.computeIfAbsent(asked, unused -> new Bell(1));
    }
    return shared.containsValue(room.bell) ? new Bell(room.failures) : room.bell;
  }

  private void settle(Room room, @Nullable HostPort asked, Duration hint, Bell bell) {
    Bell before = room.bell;
    boolean begins = bell.rooms.isEmpty();
    boolean ended = bell == before && bell.asking;
    before.asking = false;
    room.asking = false;
    room.asked = asked;
    if (!bell.rooms.contains(room)) {
      open(room, bell);
    }
    long floorNanos = Math.max(0, backoff.floorNanos(hint));
    if (begins || ended || bell.dueNanos - clock.nanoTime() < floorNanos) {
      schedule(bell, backoff.pauseNanos(bell.failures, hint));
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
      Room room = rooms.get(section);
      if (room == null) {
        return List.of();
      }
      close(room);
      return List.copyOf(room.waiting);
    } finally {
      lock.unlock();
    }
  }

  /** A node has answered, whatever: its sections may be served, one by one. */
  void onReached(HostPort node) {
    if (open == 0) {
      return;
    }
    lock.lock();
    try {
      Bell together = shared.get(node);
      if (together == null) {
        return;
      }
      for (Room room : List.copyOf(together.rooms)) {
        // Not at once: it may be that only some of its calls are answered.
        Bell bell = new Bell(room.failures);
        open(room, bell);
        schedule(bell, backoff.pauseNanos(room.failures, Duration.ZERO));
      }
    } finally {
      lock.unlock();
    }
  }

  /** There is a newer table: who waits for a section that it gives to another node asks at once. */
  void onTable() {
    if (open == 0) {
      return;
    }
    List<Bell> alone;
    lock.lock();
    try {
      List<Room> moved = new ArrayList<>();
      for (Room room : rooms.values()) {
        HostPort owner = ownerOf.apply(room.section);
        if (owner != null && !owner.equals(room.asked)) {
          moved.add(room);
        }
      }
      alone = separate(moved);
    } finally {
      lock.unlock();
    }
    alone.forEach(this::ring);
  }

  /** Gives each room a bell of its own, which nothing has been asked by yet. */
  private List<Bell> separate(Collection<Room> together) {
    List<Bell> alone = new ArrayList<>();
    for (Room room : together) {
      Bell bell = new Bell(0);
      room.failures = 0;
      open(room, bell);
      schedule(bell, SILENCE_NANOS);
      alone.add(bell);
    }
    return alone;
  }

  /** The pause is over: the oldest call of the next room that has one goes. */
  private void ring(Bell bell) {
    KeyedCall<?> next = null;
    lock.lock();
    try {
      bell.timer.cancel();
      for (Room room : List.copyOf(bell.rooms)) {
        next = takeOldest(room);
        if (next != null) {
          // The others' turn comes first now.
          bell.rooms.remove(room);
          bell.rooms.add(room);
          room.asked = ownerOf.apply(room.section);
          room.asking = true;
          room.failures++;
          break;
        }
        if (room.waiting.isEmpty()) {
          close(room);
        }
      }
      if (bell.rooms.isEmpty()) {
        return;
      }
      bell.failures++;
      bell.asking = next != null;
      schedule(bell, SILENCE_NANOS + backoff.pauseNanos(1, Duration.ZERO));
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
      if (room.waiting.isEmpty() && !room.asking && rooms.get(room.section) == room) {
        close(room);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Puts a room under a bell, away from the one that it may have been under. */
  private void open(Room room, Bell bell) {
    dismiss(room);
    room.bell = bell;
    bell.rooms.add(room);
    rooms.put(room.section, room);
    open = rooms.size();
  }

  private void close(Room room) {
    dismiss(room);
    rooms.remove(room.section);
    open = rooms.size();
  }

  private void dismiss(Room room) {
    room.bell.rooms.remove(room);
    if (room.bell.rooms.isEmpty()) {
      room.bell.timer.cancel();
      shared.values().remove(room.bell);
    }
  }

  private void schedule(Bell bell, long delayNanos) {
    bell.timer.cancel();
    bell.dueNanos = clock.nanoTime() + delayNanos;
    bell.timer = scheduler.schedule(() -> ring(bell), delayNanos);
  }
}
