package io.seqsvr.failover;

import io.seqsvr.failover.cluster.ClusterPlan;
import io.seqsvr.failover.event.BothDown;
import io.seqsvr.failover.event.Bulk;
import io.seqsvr.failover.event.Cut;
import io.seqsvr.failover.event.Event;
import io.seqsvr.failover.event.Kill;
import io.seqsvr.failover.event.LeaderKill;
import io.seqsvr.failover.event.Pause;
import io.seqsvr.failover.event.StoreDown;
import io.seqsvr.failover.event.ZooKeeperDown;
import java.time.Duration;

/**
 * What can be measured, and how often.
 *
 * @param lease of the alloc nodes
 * @param often repetitions of what takes seconds
 * @param seldom repetitions of what takes a minute each
 * @param outage length of long outages
 * @param conversations in use before a take-over of many sections
 */
record Plan(Duration lease, int often, int seldom, Duration outage, int conversations) {
  /** Pause that is longer than every time-out on the way of a call. */
  private static final Duration LONG_PAUSE = Duration.ofMillis(1_500);

  /** By the names of the command line. */
  enum Name {
    KILL9,
    PAUSE,
    LONG_PAUSE,
    CUT,
    ZK_LEADER_KILL,
    ZK_DOWN,
    STORE_DOWN,
    BOTH_DOWN,
    BULK
  }

  Event event(Name name) {
    return switch (name) {
      case KILL9 -> new Kill();
      case PAUSE -> new Pause(lease.multipliedBy(2));
      case LONG_PAUSE -> new Pause(LONG_PAUSE);
      case CUT -> new Cut();
      case ZK_LEADER_KILL -> new LeaderKill();
      case ZK_DOWN -> new ZooKeeperDown(outage);
      case STORE_DOWN -> new StoreDown(outage);
      case BOTH_DOWN -> new BothDown(lease.multipliedBy(10));
      case BULK -> new Bulk(conversations);
    };
  }

  int repetitions(Name name) {
    return switch (name) {
      case KILL9, PAUSE, LONG_PAUSE, CUT, ZK_LEADER_KILL -> often;
      case ZK_DOWN, STORE_DOWN, BOTH_DOWN, BULK -> seldom;
    };
  }

  ClusterPlan cluster(Name name, ClusterPlan common) {
    return switch (name) {
      case CUT -> common.withRelays();
      case BULK -> common.withAllocs(2);
      default -> common;
    };
  }
}
