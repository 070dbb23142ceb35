package io.seqsvr.simulation;

import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.NodeLoops;
import io.seqsvr.cluster.core.Loop;
import io.seqsvr.simulation.Network.Peer;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One process of the alloc tier, with its machine: clocks, loops, and whether it runs at all. What
 * arrives while it stands still piles up. Confined to the baton.
 */
final class VirtualNode {
  /** How much a task may be late for no reason. */
  private static final int LATE_NANOS = 50_000;

  private final TimeLine line;
  private final Random random;
  private final VirtualClock clock;
  private final String name;
  private final int slot;
  private final Queue<Runnable> backlog = new ArrayDeque<>();
  private final Set<TimeLine.Call<?>> calls = new LinkedHashSet<>();
  private final Map<Peer, boolean[]> cuts = new EnumMap<>(Peer.class);
  private @Nullable AllocNode node;
  private @Nullable String incarnation;
  private boolean gone;
  private boolean paused;
  private boolean draining;
  private boolean leaving;

  /** The server of ZooKeeper that this process is connected to. */
  private int server;

  VirtualNode(TimeLine line, Random random, Profile profile, String name, int slot) {
    this.line = line;
    this.random = random;
    this.name = name;
    this.slot = slot;
    this.clock = new VirtualClock(line, random, profile.extremeClocks());
    this.server = random.nextInt(SimZooKeeper.SERVERS);
    for (Peer peer : Peer.values()) {
      cuts.put(peer, new boolean[2]);
    }
  }

  void run(AllocNode started) {
    node = started;
    started.start();
  }

  AllocNode node() {
    if (node == null) {
      throw new IllegalStateException(name + " has not been made");
    }
    return node;
  }

  /** Whether the process goes on as another incarnation than when that was asked last. */
  boolean isReborn() {
    String now = node().self().incarnation();
    boolean reborn = incarnation != null && !incarnation.equals(now);
    incarnation = now;
    return reborn;
  }

  VirtualClock clock() {
    return clock;
  }

  /** Names the process in a trace. */
  String name() {
    return name;
  }

  /** Which of the configured nodes it is. */
  int slot() {
    return slot;
  }

  int server() {
    return server;
  }

  void reconnect(int toServer) {
    server = toServer;
  }

  boolean isGone() {
    return gone;
  }

  boolean isPaused() {
    return paused;
  }

  boolean isLeaving() {
    return leaving;
  }

  void setLeaving() {
    leaving = true;
  }

  boolean isCut(Peer peer, boolean up) {
    return cut(peer)[up ? 0 : 1];
  }

  void cut(Peer peer, boolean up, boolean down) {
    cut(peer)[0] = up;
    cut(peer)[1] = down;
  }

  private boolean[] cut(Peer peer) {
    boolean[] cut = cuts.get(peer);
    if (cut == null) {
      throw new IllegalStateException("no line to " + peer);
    }
    return cut;
  }

  /** Something happens at this process: now, or when it runs again. */
  void deliver(Runnable task) {
    if (gone) {
      return;
    }
    if (paused || draining) {
      backlog.add(task);
    } else {
      task.run();
    }
  }

  void pause(boolean suspended) {
    paused = true;
    if (suspended) {
      clock.suspend();
    }
  }

  void resume() {
    if (paused) {
      paused = false;
      clock.resume();
      if (!draining) {
        draining = true;
        line.in(0, this::drain);
      }
    }
  }

  /** What piled up happens one after the other, and what comes meanwhile waits its turn. */
  private void drain() {
    if (paused || gone) {
      draining = false;
      return;
    }
    Runnable next = backlog.poll();
    if (next == null) {
      draining = false;
      return;
    }
    line.in(random.nextInt(LATE_NANOS), this::drain);
    next.run();
  }

  /** The process ends at once; whatever it waits for fails, and nobody hears of that. */
  void crash() {
    gone = true;
    backlog.clear();
    List.copyOf(calls).forEach(call -> call.fail(SimStore.silent("the process is gone")));
    calls.clear();
  }

  /** Stands still, as a task of this process, until the answer is there. */
  <T> T await(TimeLine.Call<T> call) {
    calls.add(call);
    try {
      return call.await();
    } finally {
      calls.remove(call);
    }
  }

  NodeLoops loops() {
    return new NodeLoops(
        new VirtualLoop(), new VirtualLoop(), new VirtualLoop(), new VirtualLoop(), () -> {});
  }

  /** A loop of this process: its tasks wait for each other even while one of them is blocked. */
  private final class VirtualLoop implements Loop {
    private final Queue<Runnable> due = new ArrayDeque<>();
    private boolean busy;

    @Override
    public void execute(Runnable task) {
      after(0, task);
    }

    @Override
    public void after(long delayNanos, Runnable task) {
      if (!gone) {
        long late = delayNanos == 0 ? 0 : random.nextInt(LATE_NANOS);
        line.in(clock.trueNanos(delayNanos) + late, () -> deliver(() -> runInTurn(task)));
      }
    }

    private void runInTurn(Runnable task) {
      due.add(task);
      if (busy) {
        return;
      }
      busy = true;
      for (Runnable next = due.poll(); next != null; next = due.poll()) {
        if (!gone) {
          next.run();
        }
      }
      busy = false;
    }
  }
}
