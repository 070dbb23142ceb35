package io.seqsvr.simulation;

import java.util.Random;

/**
 * Carries messages between processes and the services: late, never, twice, in another order.
 * Confined to the baton.
 */
final class Network {
  /** The other end of a message, as seen by a process of the alloc tier. */
  enum Peer {
    ZOOKEEPER,
    STORE,
    CLIENTS
  }

  private final TimeLine line;
  private final Random random;
  private final Profile profile;
  private final Totals totals;
  private boolean healed;
  private long slowUntilNanos;

  Network(TimeLine line, Random random, Profile profile, Totals totals) {
    this.line = line;
    this.random = random;
    this.profile = profile;
    this.totals = totals;
  }

  /** From now on every message arrives, once and soon. */
  void heal() {
    healed = true;
  }

  void slowDown(long untilNanos) {
    slowUntilNanos = untilNanos;
  }

  /** A message of a process. */
  void up(VirtualNode from, Peer to, Runnable arrives) {
    if (from.isGone() || isLost() || from.isCut(to, true)) {
      totals.lostRequests++;
      return;
    }
    line.in(delayNanos(), arrives);
    if (!healed && random.nextDouble() < profile.duplicates()) {
      totals.duplicates++;
      line.in(delayNanos() + (long) (random.nextDouble() * 2 * profile.leaseNanos()), arrives);
    }
  }

  /** A message to a process. */
  void down(Peer from, VirtualNode to, Runnable arrives) {
    if (to.isGone() || isLost() || to.isCut(from, false)) {
      totals.lostReplies++;
      totals.lostAcks += from == Peer.STORE ? 1 : 0;
      return;
    }
    line.in(delayNanos(), () -> to.deliver(arrives));
  }

  private boolean isLost() {
    return !healed && profile.loss() > 0 && random.nextDouble() < profile.loss();
  }

  private long delayNanos() {
    double usual = profile.latencyNanos() * (0.5 - Math.log(1 - random.nextDouble()));
    boolean late =
        !healed
            && ((profile.spikes() > 0 && random.nextDouble() < profile.spikes())
                || (line.nowNanos() < slowUntilNanos && random.nextInt(3) == 0));
    return (long) (late ? usual + random.nextDouble() * 2 * profile.leaseNanos() : usual);
  }
}
