package io.seqsvr.simulation;

import io.seqsvr.alloc.core.NodeInside;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster without faults must come to within a bounded time: every section is served, evenly
 * by weight, and every conversation gets a number. Confined to the baton.
 */
final class Settling {
  private static final int LEASES = 40;

  private final World world;
  private final TimeLine line;
  private final long limitNanos;
  private final Set<Conversation> answered = new HashSet<>();

  Settling(World world) {
    this.world = world;
    this.line = world.line();
    this.limitNanos =
        line.nowNanos() + LEASES * world.profile().leaseNanos() + Duration.ofSeconds(8).toNanos();
  }

  /** Looks again and again; ends the run. */
  void look() {
    String missing = missing();
    if (missing == null) {
      world.judge().judge();
      line.end();
    } else if (line.nowNanos() > limitNanos) {
      world.fail("long after all faults, " + missing);
    } else {
      line.in(world.profile().leaseNanos() / 4, this::look);
    }
  }

  private @Nullable String missing() {
    int[] sections = new int[world.profile().nodes()];
    for (int section = 0; section < world.profile().sections(); section++) {
      VirtualNode server = server(section);
      if (server == null) {
        return "section " + section + " is served by nobody";
      }
      sections[server.slot()]++;
    }
    String uneven = uneven(sections);
    if (uneven != null) {
      return uneven;
    }
    for (VirtualNode node : world.running()) {
      if (node.isLeaving() || !node.node().isReady()) {
        return node.name() + " is not ready";
      }
    }
    for (Conversation one : world.conversations()) {
      if (!answered.contains(one) && !isAnswered(one)) {
        return one.name + " gets no number";
      }
    }
    return null;
  }

  private @Nullable VirtualNode server(int section) {
    for (VirtualNode node : world.running()) {
      if (NodeInside.serves(node.node(), section)) {
        return node;
      }
    }
    return null;
  }

  /** A move that would bring two nodes closer to each other is one that is missing. */
  private @Nullable String uneven(int[] sections) {
    for (int from = 0; from < sections.length; from++) {
      for (int to = 0; to < sections.length; to++) {
        long fromFill = (sections[from] - 1L) * world.share(to).weight();
        long toFill = (sections[to] + 1L) * world.share(from).weight();
        if (from != to && toFill <= fromFill) {
          return "node " + from + " serves " + sections[from] + ", node " + to + " " + sections[to];
        }
      }
    }
    return null;
  }

  private boolean isAnswered(Conversation one) {
    VirtualNode server = server(one.section);
    if (server == null) {
      return false;
    }
    try {
      long first = server.node().allocator().next("", one.name, 1);
      world.judge().onIssued(server, one, first, 1);
    } catch (SeqsvrException e) {
      // A section has room for so many busy conversations only, and says so. One that is new or
      // quiet must find room, if not at once.
      if (e.reason() != ErrorReason.OVERLOADED || !e.getMessage().contains("max-hot-counters")) {
        return false;
      }
    }
    return answered.add(one);
  }
}
