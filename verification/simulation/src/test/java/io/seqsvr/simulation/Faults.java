package io.seqsvr.simulation;

import io.seqsvr.simulation.Network.Peer;
import io.seqsvr.simulation.Profile.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Causes the faults of a run, and heals everything at their end. Confined to the baton. */
final class Faults {
  private final World world;
  private final TimeLine line;
  private final Random random;
  private final List<Fault> kinds;
  private final long leaseNanos;
  private boolean healed;

  Faults(World world) {
    this.world = world;
    this.line = world.line();
    this.random = world.random();
    this.kinds = new ArrayList<>(world.profile().faults());
    this.leaseNanos = world.profile().leaseNanos();
  }

  void start() {
    line.in(leaseNanos, this::next);
  }

  private void next() {
    if (healed) {
      return;
    }
    cause(kinds.get(random.nextInt(kinds.size())));
    line.in(part(2 * world.profile().faultEveryNanos()), this::next);
  }

  private long part(long ofNanos) {
    return (long) (random.nextDouble() * ofNanos);
  }

  private void cause(Fault fault) {
    world.totals().caused(fault);
    long nanos = part(4 * leaseNanos);
    long until = line.nowNanos() + nanos;
    world.trace().note("FAULT", fault + " for " + nanos / 1_000_000 + " ms");
    switch (fault) {
      case ZOOKEEPER_DOWN -> world.marksService().downUntil(until);
      case ZOOKEEPER_LAG -> world.zooKeeper().lagUntil(random.nextInt(SimZooKeeper.SERVERS), until);
      case ZOOKEEPER_WIPED -> wipe();
      case STORE_DOWN -> world.storeService().downUntil(until);
      case STORE_MUTE -> world.storeService().muteUntil(until);
      case SLOW -> world.network().slowDown(until);
      default -> {
        List<VirtualNode> running = world.running();
        if (!running.isEmpty()) {
          cause(fault, running.get(random.nextInt(running.size())), nanos);
        }
      }
    }
  }

  private void cause(Fault fault, VirtualNode at, long nanos) {
    world.trace().note("FAULT", fault + " at " + at.name());
    switch (fault) {
      case PAUSE -> pause(at, random.nextInt(3) == 0 ? part(10 * leaseNanos) : nanos, false);
      // Often just long enough for another one to take over.
      case SUSPEND -> pause(at, random.nextBoolean() ? nanos : leaseNanos + nanos / 2, true);
      case CRASH -> restart(at, "crashes");
      case REPLACE -> {
        pause(at, part(10 * leaseNanos), false);
        int slot = at.slot();
        line.in(part(2 * leaseNanos), () -> replace(slot, at));
      }
      case LEAVE -> leave(at);
      case CUT_ZOOKEEPER -> cut(at, Peer.ZOOKEEPER, nanos);
      case CUT_STORE -> cut(at, Peer.STORE, nanos);
      case CUT_CLIENTS -> cut(at, Peer.CLIENTS, nanos);
      case SESSION_LOST -> world.onSessionLost(at);
      case WALL_JUMP ->
          at.clock().jumpWall(random.nextInt(5) == 0 ? random.nextInt() / 1_000 : jump(leaseNanos));
      default -> throw new IllegalStateException("no fault of a process: " + fault);
    }
  }

  private long jump(long nearNanos) {
    return (random.nextBoolean() ? 1 : -1) * part(4 * nearNanos) / 1_000_000;
  }

  /** Once in a run, as an accident of its kind comes: later ones find versions that count anew. */
  private void wipe() {
    kinds.removeIf(kind -> kind == Fault.ZOOKEEPER_WIPED);
    if (kinds.isEmpty()) {
      kinds.add(Fault.PAUSE);
    }
    world.zooKeeper().wipe();
  }

  private void pause(VirtualNode at, long nanos, boolean suspended) {
    if (!at.isPaused()) {
      at.pause(suspended);
      line.in(
          nanos,
          () -> {
            world.trace().note(at.name(), "goes on");
            at.resume();
          });
    }
  }

  private void cut(VirtualNode at, Peer peer, long nanos) {
    int ways = random.nextInt(3);
    at.cut(peer, ways != 1, ways != 2);
    line.in(nanos, () -> at.cut(peer, false, false));
  }

  private void restart(VirtualNode at, String why) {
    int slot = at.slot();
    world.end(at, why);
    line.in(part(3 * leaseNanos), () -> startIfMissing(slot));
  }

  private void startIfMissing(int slot) {
    if (world.slot(slot) == null && !line.isFailed()) {
      world.start(slot);
    }
  }

  private void replace(int slot, VirtualNode before) {
    if (!healed && world.slot(slot) == before) {
      world.start(slot);
    }
  }

  /** The node comes back some time after it has left. */
  private void leave(VirtualNode at) {
    if (!at.isLeaving()) {
      world.leave(at);
      comeBack(at.slot());
    }
  }

  private void comeBack(int slot) {
    line.in(
        leaseNanos + part(4 * leaseNanos),
        () -> {
          if (world.slot(slot) == null) {
            startIfMissing(slot);
          } else {
            comeBack(slot);
          }
        });
  }

  /** From now on nothing goes wrong, and every configured node runs once. */
  void heal() {
    healed = true;
    world.trace().note("FAULT", "none any more");
    world.network().heal();
    world.zooKeeper().heal();
    world.marksService().downUntil(0);
    world.storeService().downUntil(0);
    world.storeService().muteUntil(0);
    world.network().slowDown(0);
    for (VirtualNode process : List.copyOf(world.running())) {
      if (world.slot(process.slot()) != process
          || (process.isLeaving() && !world.profile().isCalm())) {
        world.end(process, "is ended");
      } else {
        for (Peer peer : Peer.values()) {
          process.cut(peer, false, false);
        }
        process.resume();
      }
    }
    for (int slot = 0; slot < world.profile().nodes(); slot++) {
      startIfMissing(slot);
    }
  }
}
