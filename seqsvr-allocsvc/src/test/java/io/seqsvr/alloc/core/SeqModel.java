package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.api.error.SeqsvrException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the promises say, in plain numbers: for each conversation the one seq that it must get next.
 * Told of every call and every event, it throws an {@link AssertionError} at the first that breaks
 * a promise. For one thread, in which calls follow each other.
 */
final class SeqModel {
  /** A conversation as all owners together must see it. */
  static final class Conversation {
    final int index;
    final int section;
    final long hash;
    final String name;
    private long highest;
    private long raiseAsked;

    Conversation(int index, int section, long hash, String name) {
      this.index = index;
      this.section = section;
      this.hash = hash;
      this.name = name;
    }
  }

  /** A conversation as one owner must see it. */
  private static final class View {
    /** The last seq handed out or lifted to. */
    long last;

    /** It goes on above it. */
    long floor;

    /** Raises that nobody has confirmed and that may take effect. */
    final Set<Long> maybe = new TreeSet<>();

    long position() {
      return Math.max(last, floor);
    }

    boolean mayBeAt(long seq) {
      return seq == position() || (seq > position() && maybe.contains(seq));
    }

    long highest() {
      return maybe.stream().reduce(position(), Math::max);
    }

    void at(long seq) {
      last = seq;
      maybe.removeIf(raise -> raise <= seq);
    }
  }

  /** What one owner of a section knows. */
  static final class Ownership {
    final int section;
    final long epoch;
    private long base;
    private long ceiling;
    private int generation;
    private boolean current = true;
    private final Map<Long, Long> rows = new HashMap<>();
    private final Map<Long, CounterReservation> pendingCounters = new HashMap<>();
    private @Nullable Reservation pending;
    private final View[] views;

    private Ownership(int section, Acquired granted, int generation, View[] views) {
      this.section = section;
      this.epoch = granted.epoch();
      this.base = granted.base();
      this.ceiling = granted.ceiling();
      this.generation = generation;
      this.views = views;
    }

    private long confirmed(Conversation of) {
      return Math.max(ceiling, rows.getOrDefault(key(of), 0L));
    }
  }

  private final ModelStore store;
  private final ReservePolicy policy;
  private final List<Conversation> conversations;
  private final @Nullable Ownership[] latest;

  /** Most seqs that are reserved for a conversation and not used. */
  private final long mostUnused;

  /** How often things were seen: a test that never meets them proves nothing about them. */
  private final Map<String, Long> seen = new TreeMap<>();

  SeqModel(ModelStore store, ReservePolicy policy, int sections, List<Conversation> conversations) {
    this.store = store;
    this.policy = policy;
    this.conversations = conversations;
    this.latest = new Ownership[sections];
    this.mostUnused = Math.max(policy.maxStep(), 2 * policy.step());
  }

  Map<String, Long> seen() {
    return seen;
  }

  void saw(String what) {
    seen.merge(what, 1L, Long::sum);
  }

  static long key(Conversation of) {
    return CounterTable.key(of.hash);
  }

  /** Where a conversation is, as far as anybody can know. */
  long position(Conversation of) {
    Ownership owner = latest[of.section];
    return owner == null ? 0 : owner.views[of.index].position();
  }

  static void check(boolean holds, String broken) {
    if (!holds) {
      throw new AssertionError(broken);
    }
  }

  /** A call returned; it began under this ownership. */
  void onIssued(Ownership owner, Conversation to, long first, long count) {
    saw("call served");
    View view = owner.views[to.index];
    long last = first + count - 1;
    check(
        view.mayBeAt(first - 1),
        to.name + " got " + first + " after " + view.position() + ", floor " + view.floor);
    check(
        last <= owner.confirmed(to) && last <= durable(owner, to),
        to.name + " got " + last + " above what was confirmed: " + owner.confirmed(to));
    view.at(last);
    if (owner.current) {
      check(first > to.highest, to.name + " got " + first + " after " + to.highest);
      if (last > owner.ceiling) {
        saw("call served above the section's ceiling");
      }
      to.highest = last;
    } else {
      saw("call served that a former owner had begun");
      long floor = latest[to.section].views[to.index].floor;
      check(last <= floor, to.name + " got " + last + " though its owner begins at " + floor);
      to.highest = Math.max(to.highest, last);
    }
  }

  /** Under an epoch that is over the store's rows say more than that owner ever had. */
  private long durable(Ownership owner, Conversation of) {
    return store.durable(owner.section, key(of));
  }

  /** A call was refused, though the section is served under a lease. */
  void onRefused(Ownership owner, Conversation to, long count, SeqsvrException why, boolean full) {
    saw("refused: " + why.reason());
    switch (why.reason()) {
      case STORE_UNAVAILABLE ->
          check(
              count > owner.confirmed(to) - owner.views[to.index].highest(),
              to.name + " was refused " + count + " below what is confirmed");
      case OVERLOADED -> check(full, to.name + " was refused though there is room");
      default -> throw new AssertionError(to.name + " was refused: " + why, why);
    }
  }

  void onCurrent(Ownership owner, Conversation of, CurrentSeq current) {
    View view = owner.views[of.index];
    check(
        view.mayBeAt(current.seq()),
        of.name + " is said to be at " + current + ", not " + view.position());
    if (current.seq() == view.position() && view.last != view.floor) {
      boolean known = view.last > view.floor;
      check(current.exact() == known, of.name + " is at " + view.last + ", not " + current);
    }
  }

  void onRaiseAsked(Ownership owner, Conversation of, long atLeast) {
    of.raiseAsked = Math.max(of.raiseAsked, atLeast);
    if (atLeast > owner.views[of.index].position()) {
      owner.views[of.index].maybe.add(atLeast);
    }
  }

  /** A raise succeeded. */
  void onRaised(Ownership owner, Conversation of, long atLeast, long last) {
    View view = owner.views[of.index];
    saw("raise");
    if (atLeast > owner.ceiling) {
      saw("raise above the section's ceiling");
    }
    check(
        last >= atLeast && view.mayBeAt(last),
        of.name
            + " was raised to "
            + last
            + ", not "
            + atLeast
            + ", from "
            + view.position()
            + " "
            + view.maybe);
    check(
        atLeast <= durable(owner, of),
        of.name + " was raised to " + atLeast + " above " + durable(owner, of));
    if (last > view.position()) {
      view.at(last);
      of.highest = Math.max(of.highest, last);
    }
    view.maybe.removeIf(raise -> raise <= atLeast);
  }

  /** The section has a new owner. */
  Ownership onAcquired(Acquired granted, List<CounterRow> found, boolean clean) {
    ModelStore.SectionRow row = store.row(granted.section());
    Ownership former = latest[granted.section()];
    View[] views = new View[conversations.size()];
    Ownership owner = new Ownership(granted.section(), granted, row.generation, views);
    found.forEach(counter -> owner.rows.put(counter.hash(), counter.ceiling()));
    int raises = row.generation - (former == null ? 0 : former.generation);
    saw(
        clean
            ? raises > 0 ? "clean change with a late new generation" : "clean change"
            : raises > 1 ? "unclean change with a late new generation" : "unclean change");
    check(raises > 0 || clean, "an unclean acquisition without a higher base");
    for (Conversation each : conversations) {
      if (each.section == granted.section()) {
        View view = new View();
        if (former != null) {
          view.last = former.views[each.index].last;
          view.floor = former.views[each.index].floor;
        }
        views[each.index] = view;
        long seeded = clean ? 0 : owner.rows.getOrDefault(key(each), 0L);
        lift(each, view, raises > 0 ? granted.base() : 0, seeded, raises);
      }
    }
    if (former != null) {
      former.current = false;
    }
    latest[granted.section()] = owner;
    return owner;
  }

  private void lift(Conversation of, View view, long base, long seeded, int raises) {
    long before = view.position();
    long after = Math.max(before, Math.max(base, seeded));
    long jump = after - before;
    long most = raises * policy.step();
    if (seeded > base) {
      most = Math.max(most, mostUnused + Math.max(0, of.raiseAsked - before));
    }
    check(jump <= most, of.name + " jumps by " + jump + " from " + before + ", at most " + most);
    if (jump > 0 && before > 0) {
      saw(seeded > base ? "jump of one with a row" : "jump of one without a row");
    }
    view.floor = Math.max(view.floor, Math.max(base, seeded));
  }

  /** A wish for a new generation is sent. */
  void onSent(Ownership owner, Reservation wish) {
    check(
        wish.epoch() == owner.epoch && wish.ceiling() == owner.ceiling,
        wish + " of one who holds " + owner.ceiling);
    check(wish.newCeiling() - wish.ceiling() <= policy.step(), "too large: " + wish);
    if (owner.pending != null) {
      saw("wish repeated");
    }
    check(owner.pending == null || owner.pending.equals(wish), wish + " after " + owner.pending);
    owner.pending = wish;
  }

  /** A wish for a conversation's ceiling is sent. */
  void onSent(Ownership owner, CounterReservation wish) {
    CounterReservation before = owner.pendingCounters.put(wish.hash(), wish);
    if (before != null) {
      saw("wish repeated");
    }
    check(before == null || before.equals(wish), wish + " after " + before);
    long held = owner.rows.getOrDefault(wish.hash(), 0L);
    check(
        wish.epoch() == owner.epoch
            && wish.newCeiling() > wish.ceiling()
            && (wish.ceiling() == held || (wish.ceiling() == 0 && held <= owner.base)),
        wish + " of one who holds " + held);
    for (Conversation each : conversations) {
      if (before == null && each.section == owner.section && key(each) == wish.hash()) {
        long unused = wish.newCeiling() - owner.views[each.index].highest();
        check(wish.raise() || unused <= mostUnused, unused + " unused with " + wish);
      }
    }
  }

  /** Whether an answer to this wish means anything to the owner. */
  boolean isPending(@Nullable Ownership owner, Reservation wish) {
    return owner != null && wish.epoch() == owner.epoch && wish.equals(owner.pending);
  }

  /** As {@link #isPending(Ownership, Reservation)}. */
  boolean isPending(@Nullable Ownership owner, CounterReservation wish) {
    return owner != null
        && wish.epoch() == owner.epoch
        && wish.equals(owner.pendingCounters.get(wish.hash()));
  }

  /** The owner hears that the store has confirmed its wish. */
  void onConfirmed(@Nullable Ownership owner, Reservation wish) {
    if (owner == null || !isPending(owner, wish)) {
      saw("answer that nobody waits for");
    } else {
      saw("new generation");
      owner.pending = null;
      owner.base = owner.ceiling;
      owner.pendingCounters.values().removeIf(passed -> passed.newCeiling() <= owner.base);
      owner.ceiling = wish.newCeiling();
      owner.generation++;
      // What it has passed counts for nothing in the store, and is not waited for any more.
      owner.pendingCounters.values().removeIf(passed -> passed.newCeiling() <= owner.base);
      for (Conversation each : conversations) {
        if (each.section == owner.section) {
          lift(each, owner.views[each.index], owner.base, 0, 1);
        }
      }
    }
  }

  /** As {@link #onConfirmed(Ownership, Reservation)}. */
  void onConfirmed(@Nullable Ownership owner, CounterReservation wish) {
    if (owner == null || !isPending(owner, wish)) {
      saw("answer that nobody waits for");
    } else {
      saw("ceiling of its own confirmed");
      owner.pendingCounters.remove(wish.hash());
      owner.rows.put(wish.hash(), wish.newCeiling());
    }
  }

  /** The section is closed, and this is what its owner leaves behind. */
  void onDrained(Ownership owner, Snapshot snapshot) {
    owner.pending = null;
    owner.pendingCounters.clear();
    Map<Long, Integer> found = new HashMap<>();
    for (int i = 0; i < snapshot.size(); i++) {
      check(found.put(snapshot.key(i), i) == null, "twice in a snapshot: " + snapshot.key(i));
    }
    for (Conversation each : conversations) {
      if (each.section == owner.section) {
        View view = owner.views[each.index];
        Integer index = found.get(key(each));
        long left = index == null ? owner.base : Math.max(owner.base, snapshot.lastSeq(index));
        check(view.mayBeAt(left), each.name + " is left at " + left + ", not " + view.position());
        boolean exact = index != null && snapshot.isExact(index);
        if (left > owner.base && left == view.position() && view.last != view.floor) {
          check(exact == (view.last > view.floor), each.name + " is left exact: " + exact);
        }
        if (left > view.position()) {
          view.at(left);
          each.highest = Math.max(each.highest, left);
        }
      }
    }
  }
}
