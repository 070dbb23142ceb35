package io.seqsvr.simulation;

import io.seqsvr.alloc.core.AllocSettings;
import io.seqsvr.alloc.core.ReservePolicy;
import io.seqsvr.cluster.core.LeaseTerms;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * What kind of run a seed makes: sizes, speeds, and which faults. Each run has some kinds of faults
 * only, so that rare combinations come up that a mixture of everything would drown.
 *
 * @param nodes configured nodes, 2 to 4
 * @param sections a power of two, 4 or 8
 * @param latencyNanos usual time of a message
 * @param spikes part of the messages that take much longer
 * @param loss part of the messages that get lost
 * @param duplicates part of the requests that arrive twice
 * @param storeLimitNanos how long a call to the store is waited for
 * @param markLimitNanos how long a call to ZooKeeper is waited for
 * @param strictSessions whether a session of ZooKeeper sees its own writes at once
 * @param wallJumps whether wall clocks may be set; else machines may be suspended
 * @param faultNanos how long faults are caused
 * @param callers how many there are
 * @param startAbove seqs of the sections begin above it
 * @param faults which kinds happen
 * @param faultEveryNanos mean time between two faults
 */
record Profile(
    int nodes,
    int sections,
    AllocSettings settings,
    int conversations,
    int callers,
    long thinkNanos,
    long latencyNanos,
    double spikes,
    double loss,
    double duplicates,
    long storeLimitNanos,
    long markLimitNanos,
    boolean strictSessions,
    boolean wallJumps,
    boolean extremeClocks,
    long startAbove,
    long faultNanos,
    long faultEveryNanos,
    Set<Fault> faults) {

  /** What can go wrong on purpose. */
  enum Fault {
    /** A process stands still, its clocks go on. */
    PAUSE,
    /** A machine is suspended: its monotonic clock stands still, too. */
    SUSPEND,
    /** A process ends and starts again later. */
    CRASH,
    /** A process stands still for long and another one takes its name. */
    REPLACE,
    /** A process leaves as planned and comes back. */
    LEAVE,
    /** Nothing passes between a process and ZooKeeper, one way or both. */
    CUT_ZOOKEEPER,
    /** As between a process and the store. */
    CUT_STORE,
    /** As between a process and the callers. */
    CUT_CLIENTS,
    /** ZooKeeper elects a leader: nothing is answered. */
    ZOOKEEPER_DOWN,
    /** A server of ZooKeeper lags behind. */
    ZOOKEEPER_LAG,
    /** The tree is empty. */
    ZOOKEEPER_WIPED,
    /** A session ends: another server, hints lost. */
    SESSION_LOST,
    /** The store answers nothing. */
    STORE_DOWN,
    /** The store does everything and answers nothing. */
    STORE_MUTE,
    /** Messages take long. */
    SLOW,
    /** A wall clock is set. */
    WALL_JUMP
  }

  static Profile of(Random random) {
    long leaseNanos = Duration.ofMillis(300 + random.nextInt(701)).toNanos();
    boolean wallJumps = random.nextBoolean();
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    double share = random.nextInt(20) == 0 ? 0 : 0.15 + random.nextDouble() * 0.6;
    for (Fault fault : Fault.values()) {
      if (random.nextDouble() < share) {
        faults.add(fault);
      }
    }
    faults.remove(wallJumps ? Fault.SUSPEND : Fault.WALL_JUMP);
    boolean calm = faults.isEmpty();
    if (calm) {
      faults.add(Fault.LEAVE);
    }
    boolean clean = calm || random.nextInt(4) == 0;
    long step = 50L + random.nextInt(151);
    boolean high = random.nextInt(10) == 0;
    return new Profile(
        2 + random.nextInt(3),
        random.nextInt(3) == 0 ? 8 : 4,
        new AllocSettings(
            new ReservePolicy(step, step * (1 + random.nextInt(4))),
            1 + random.nextInt((int) Math.min(20, step / 2)),
            100,
            4,
            4 << random.nextInt(3),
            1 + random.nextInt(4),
            LeaseTerms.of(Duration.ofNanos(leaseNanos))),
        6 + random.nextInt(20),
        3 + random.nextInt(4),
        leaseNanos / (4 + random.nextInt(20)),
        (long) (leaseNanos * (0.0005 + random.nextDouble() * 0.01)),
        clean ? 0 : random.nextDouble() * 0.02,
        clean ? 0 : random.nextDouble() * 0.04,
        clean ? 0 : random.nextDouble() * 0.03,
        leaseNanos / 2,
        (long) (leaseNanos * (0.4 + random.nextDouble() * 2)),
        random.nextInt(10) < 7,
        wallJumps,
        random.nextBoolean(),
        high ? (1L << 31) - 1 - random.nextInt((int) (4 * step)) : 0,
        leaseNanos * (16 + random.nextInt(16)),
        leaseNanos * (1 + random.nextInt(4)),
        faults);
  }

  long leaseNanos() {
    return settings.lease().leaseNanos();
  }

  /** Whether nothing but planned moves happens. */
  boolean isCalm() {
    return faults.equals(EnumSet.of(Fault.LEAVE)) && loss == 0 && spikes == 0;
  }
}
