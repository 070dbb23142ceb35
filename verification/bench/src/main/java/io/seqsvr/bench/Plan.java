package io.seqsvr.bench;

import io.grpc.ManagedChannel;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.bench.delivery.Delivery;
import io.seqsvr.bench.delivery.DeliveryPlan;
import io.seqsvr.bench.host.Servers;
import io.seqsvr.bench.load.ServiceSends;
import io.seqsvr.bench.load.Workload;
import io.seqsvr.bench.mysql.SqlSends;
import io.seqsvr.bench.mysql.StoredLog;
import io.seqsvr.bench.result.Label;
import io.seqsvr.bench.result.Label.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured in each round, in this order: the service and its peers take turns.
 *
 * @param senders at a time, of the service
 * @param threads of the peers; measured beside as many senders, where there are
 * @param many conversations of the second group
 * @param delivery groups, devices and rate
 */
record Plan(List<Integer> senders, List<Integer> threads, int many, DeliveryPlan delivery) {
  private static final int UNORDERED_THREADS = 64;

  Plan {
    senders = List.copyOf(senders);
    threads = List.copyOf(threads);
  }

  /** The workloads that are asked for. */
  List<Workload> workloads(Servers servers, MonotonicClock clock, Selection selection) {
    List<Workload> all = new ArrayList<>();
    if (selection.sends()) {
      addSends(all, "one conversation", 1, servers, clock);
      addSends(all, many + " conversations", many, servers, clock);
    }
    if (selection.delivery()) {
      ManagedChannel channel = servers.channel();
      all.add(
          new Delivery(
              new Label(deliveryGroup(), Kind.DELIVERY, 0),
              delivery,
              channel,
              servers.messageAddress(),
              new StoredLog(servers.messages()),
              clock));
    }
    return all;
  }

  /** Which of the two parts are measured. */
  record Selection(boolean sends, boolean delivery) {}

  private String deliveryGroup() {
    return "sent to shown, %d messages/s into groups of %d, %d devices"
        .formatted(delivery.perSecond(), delivery.membersPerGroup(), delivery.users());
  }

  private void addSends(
      List<Workload> all, String group, int conversations, Servers servers, MonotonicClock clock) {
    StoredLog log = new StoredLog(servers.messages());
    for (int concurrency : senders) {
      Label label = new Label(group, Kind.SERVICE, concurrency);
      all.add(new ServiceSends(label, conversations, servers.channel(), log, clock));
      if (threads.contains(concurrency)) {
        Label peer = new Label(group, Kind.PEER, concurrency);
        all.add(SqlSends.ordered(peer, conversations, servers.peers(), clock));
      }
    }
    for (int concurrency : threads) {
      if (!senders.contains(concurrency)) {
        Label peer = new Label(group, Kind.PEER, concurrency);
        all.add(SqlSends.ordered(peer, conversations, servers.peers(), clock));
      }
    }
    Label unordered = new Label(group, Kind.UNORDERED, UNORDERED_THREADS);
    all.add(SqlSends.numbered(unordered, conversations, servers.peers(), servers.seqs(), clock));
  }
}
