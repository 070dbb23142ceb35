package io.seqsvr.simulation;

import io.seqsvr.alloc.core.NodeInside;
import io.seqsvr.alloc.core.NodeInside.Look;
import io.seqsvr.history.CallJudge;
import io.seqsvr.history.Outcome;
import io.seqsvr.store.core.Raise;
import io.seqsvr.store.core.SectionRow;
import io.seqsvr.store.core.SectionUpdate;
import java.util.Comparator;
import java.util.List;

/**
 * What must hold, during a run and after it. During it: one holder of a section at a time; no
 * number ahead of the store; exactly the next number, but after an event that explains a jump, and
 * no further than that event allows. After it: the history, and that no number left two nodes,
 * heard of or not. Confined to the baton.
 */
final class Judge {
  private final World world;
  private final VirtualNode[] servedBy;
  private final long[] servedEpoch;
  private final long[] unclean;

  Judge(World world) {
    this.world = world;
    this.servedBy = new VirtualNode[world.profile().sections()];
    this.servedEpoch = new long[world.profile().sections()];
    this.unclean = new long[world.profile().sections()];
  }

  static void check(boolean holds, String broken) {
    if (!holds) {
      throw new AssertionError(broken);
    }
  }

  /** Somebody's lease has been renewed, or sections begin to be served. */
  void onHolding(VirtualNode by) {
    world.totals().rebirths += by.isReborn() ? 1 : 0;
    for (int section = 0; section < servedEpoch.length; section++) {
      if (!NodeInside.serves(by.node(), section)) {
        continue;
      }
      for (VirtualNode other : world.running()) {
        if (other != by && NodeInside.serves(other.node(), section)) {
          throw new AssertionError(
              "S2: section " + section + " is served by " + by.name() + " and " + other.name());
        }
      }
      Look look = NodeInside.look(by.node(), section, 0);
      if (look != null && look.epoch() > servedEpoch[section]) {
        servedEpoch[section] = look.epoch();
        if (servedBy[section] != null && servedBy[section] != by) {
          world.totals().ownerChanges++;
        }
        servedBy[section] = by;
      }
    }
  }

  /** A node has handed out a block. */
  void onIssued(VirtualNode by, Conversation to, long first, long count) {
    long last = first + count - 1;
    Look look = NodeInside.look(by.node(), to.section, to.hash);
    SectionRow row = world.rows().row(to.section);
    long durable = Math.max(row.maxSeq(), world.rows().counter(to.section, to.key));
    check(last <= durable, "S5: " + to.name + " got " + last + ", the store has " + durable);
    if (look != null) {
      to.everHot |= look.hot();
      // An owner that has been replaced goes on for what was begun in time: late, and never twice.
      if (look.epoch() == row.epoch()) {
        onIssuedByOwner(to, first, look);
      }
    }
    to.issued.add(new Conversation.Issued(first, last));
    to.last = Math.max(to.last, last);
    world.totals().pastIntMax += last > Integer.MAX_VALUE ? 1 : 0;
  }

  private void onIssuedByOwner(Conversation to, long first, Look look) {
    long next = Math.max(to.last, look.base()) + 1;
    long jumped = first - to.last - 1;
    check(jumped >= 0, "S1: " + to.name + " got " + first + " after " + to.last);
    if (jumped > 0) {
      world.totals().jumps++;
      world.totals().jumpedSeqs += to.last == 0 ? 0 : jumped;
      check(
          !world.profile().isCalm()
              || to.last == 0
              || to.raised
              || to.everHot
              || look.base() > to.last,
          "S4: "
              + to.name
              + " jumped to "
              + first
              + " after "
              + to.last
              + " by planned moves alone");
    }
    // Each owner that ended uncleanly may have reserved so much and used none of it.
    long ends = unclean[to.section] - to.uncleanAtLast;
    long unused = NodeInside.mostUnused(world.profile().settings()) * ends;
    to.uncleanAtLast = unclean[to.section];
    check(
        to.raised || (to.everHot ? first <= next + unused : first == next),
        "S4: "
            + to.name
            + " got "
            + first
            + " after "
            + to.last
            + " and base "
            + look.base()
            + (to.everHot ? ", hot" : ""));
  }

  /** What a node says of the last number. */
  void onCurrent(VirtualNode by, Conversation of, long seq, boolean exact) {
    Look look = NodeInside.look(by.node(), of.section, of.hash);
    if (look == null || look.epoch() != world.rows().row(of.section).epoch()) {
      return;
    }
    check(seq >= of.last, "current of " + of.name + " is " + seq + ", but " + of.last + " is out");
    check(
        !exact || of.raised || seq == of.last,
        "current of " + of.name + " is exactly " + seq + ", but " + of.last + " is out");
  }

  /** A section's row has changed: ceilings grow by one step at a time, and only if they must. */
  void onChanged(SectionUpdate update) {
    long step = world.profile().settings().reserve().step();
    SectionRow before = update.before();
    SectionRow after = update.after();
    boolean acquired = after.isOwned() && after.epoch() == before.epoch() + 1;
    if (acquired && after.attemptClean()) {
      world.totals().cleanAcquires++;
      check(after.base() == before.base() && after.maxSeq() == before.maxSeq(), "S4: " + update);
    } else if (acquired) {
      world.totals().uncleanAcquires++;
      unclean[after.sectionId()]++;
      check(
          !world.profile().isCalm() || isFirst(before),
          "S4: without any fault, a section changes hands uncleanly: " + update);
      check(after.maxSeq() == before.maxSeq() + step, "S4: " + update);
    } else if (after.maxSeq() != before.maxSeq() && after.epoch() == before.epoch()) {
      world.totals().rebases++;
      check(after.maxSeq() == before.maxSeq() + step, "S4: " + update);
    }
  }

  /** Nobody has owned the section; an administrator may have raised it. */
  private static boolean isFirst(SectionRow row) {
    return row.epoch() == 0 || row.epoch() == Raise.EPOCHS;
  }

  /** What only the end can tell. */
  void judge() {
    for (Conversation one : world.conversations()) {
      List<String> broken =
          CallJudge.judge(one.name, one.calls.stream().map(CallRecord::toHistory).toList());
      check(broken.isEmpty(), String.join("; ", broken));
      judgeIssued(one);
      judgeRaises(one);
    }
  }

  private static void judgeIssued(Conversation of) {
    of.issued.sort(Comparator.comparingLong(Conversation.Issued::first));
    long last = 0;
    for (Conversation.Issued block : of.issued) {
      check(block.first() > last, "S1: " + of.name + " had " + block.first() + " twice");
      last = block.last();
    }
  }

  private static void judgeRaises(Conversation of) {
    for (Conversation.Raised raise : of.raises) {
      for (CallRecord call : of.calls) {
        check(
            call.outcome() != Outcome.OK
                || call.startNanos() <= raise.endNanos()
                || call.first() > raise.atLeast(),
            of.name + " got " + call.first() + " after it was raised to " + raise.atLeast());
      }
    }
  }
}
