package io.seqsvr.simulation;

import io.seqsvr.alloc.core.AllocNode;
import io.seqsvr.alloc.core.Coordination;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.cluster.core.Share;
import io.seqsvr.simulation.Network.Peer;
import io.seqsvr.store.core.Raise;
import io.seqsvr.store.core.SequenceStore;
import io.seqsvr.store.core.StoredCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Everything that there is in one run. Confined to the baton. */
final class World {
  private final Profile profile;
  private final TimeLine line;
  private final Trace trace;
  private final Random random;
  private final Totals totals = new Totals();
  private final Network network;
  private final Service marksService;
  private final Service storeService;
  private final SimZooKeeper zooKeeper;
  private final StoredRows rows;
  private final SequenceStore store;
  private final Judge judge;
  private final List<Conversation> conversations = new ArrayList<>();
  private final List<VirtualNode> running = new ArrayList<>();
  private final Map<VirtualNode, Registers> registers = new HashMap<>();

  /** The latest process of each configured node; null if it has ended. */
  private final @Nullable VirtualNode[] slots;

  private final Share[] shares;
  private int lives;

  World(Profile profile, TimeLine line, Trace trace, Random random) {
    this.profile = profile;
    this.line = line;
    this.trace = trace;
    this.random = random;
    this.network = new Network(line, random, profile, totals);
    this.marksService = new Service(line, network, random, Peer.ZOOKEEPER, totals);
    this.storeService = new Service(line, network, random, Peer.STORE, totals);
    this.zooKeeper = new SimZooKeeper(line, random, profile);
    this.judge = new Judge(this);
    this.rows = new StoredRows(profile.sections(), judge::onChanged);
    ClusterIdentity identity =
        new ClusterIdentity(RandomId.next(), profile.sections(), ConversationKey.HASH_NAME);
    this.store =
        new SequenceStore(
            new StoredCluster(identity, Instant.EPOCH),
            rows,
            new VirtualClock(line, random, false));
    this.slots = new VirtualNode[profile.nodes()];
    this.shares = new Share[profile.nodes()];
    boolean weighted = random.nextInt(4) == 0;
    Arrays.setAll(shares, slot -> weighted ? Share.of(50 * (1 + random.nextInt(4))) : Share.NORMAL);
    for (int i = 0; i < profile.conversations(); i++) {
      conversations.add(new Conversation("c" + i, profile.sections(), random.nextInt(6) == 0));
    }
    if (profile.startAbove() > 0) {
      for (int section = 0; section < profile.sections(); section++) {
        rows.apply(List.of(new Raise(section, profile.startAbove())));
      }
    }
  }

  Profile profile() {
    return profile;
  }

  TimeLine line() {
    return line;
  }

  Trace trace() {
    return trace;
  }

  Random random() {
    return random;
  }

  Totals totals() {
    return totals;
  }

  Network network() {
    return network;
  }

  Service marksService() {
    return marksService;
  }

  Service storeService() {
    return storeService;
  }

  SimZooKeeper zooKeeper() {
    return zooKeeper;
  }

  StoredRows rows() {
    return rows;
  }

  SequenceStore store() {
    return store;
  }

  Judge judge() {
    return judge;
  }

  List<Conversation> conversations() {
    return conversations;
  }

  /** Every process that has not ended, be it paused or cut off. */
  List<VirtualNode> running() {
    return running;
  }

  /** The latest process of a configured node; null if that has ended. */
  @Nullable VirtualNode slot(int slot) {
    return slots[slot];
  }

  Share share(int slot) {
    return shares[slot];
  }

  void fail(String why) {
    line.fail(new AssertionError(why));
  }

  void fail(Throwable why) {
    line.fail(why);
  }

  /** A new process of a configured node, which others may take for the one before. */
  VirtualNode start(int slot) {
    VirtualNode process = new VirtualNode(line, random, profile, "n" + slot + "." + lives++, slot);
    Registers reached = new Registers(this, process);
    NodeIdentity self =
        new NodeIdentity("node-" + slot, RandomId.next(), "10.0.0." + slot + ":7201");
    AllocNode node =
        new AllocNode(
            self,
            shares[slot],
            profile.settings(),
            new SimStore(this, process),
            new Coordination(
                reached.identity(),
                reached.marks(),
                cluster -> new LeaseRows(this, process, cluster),
                reached.routes()),
            process.clock(),
            process.clock(),
            new SimObserver(this, process),
            process.loops());
    slots[slot] = process;
    running.add(process);
    registers.put(process, reached);
    trace.note(process.name(), "starts as " + self.incarnation());
    process.run(node);
    var unused =
        node.failure()
            .whenComplete(
                (done, why) -> {
                  if (!process.isGone()) {
                    fail(new AssertionError(process.name() + " can never serve", why));
                  }
                });
    return process;
  }

  /** A process ends at once. */
  void end(VirtualNode process, String why) {
    if (process.isGone()) {
      return;
    }
    trace.note(process.name(), why);
    process.crash();
    running.remove(process);
    registers.remove(process);
    if (slots[process.slot()] == process) {
      slots[process.slot()] = null;
    }
  }

  /** A process leaves as planned, and ends when it has. */
  void leave(VirtualNode process) {
    process.setLeaving();
    process.deliver(
        () -> {
          trace.note(process.name(), "leaves");
          var unused =
              process
                  .node()
                  .leave()
                  .whenComplete((done, failure) -> line.in(0, () -> end(process, "has left")));
        });
  }

  void onRoutesWritten(VirtualNode by, RoutingTable table) {
    trace.note(by.name(), "writes table " + table.version() + " " + owners(table));
    running.forEach(
        process -> {
          Registers reached = registers.get(process);
          if (reached != null) {
            reached.onRoutesWritten();
          }
        });
  }

  void onSessionLost(VirtualNode process) {
    process.reconnect(random.nextInt(SimZooKeeper.SERVERS));
    Registers reached = registers.get(process);
    if (reached != null) {
      reached.onSessionLost();
    }
  }

  void onLeaseWrite(VirtualNode by, boolean done) {
    totals.staleLeaseWrites += done ? 0 : 1;
    trace.add("lease write", by.name(), done ? 1 : 0, 0);
  }

  void onStoreRefused(VirtualNode by, SeqsvrException why) {
    switch (why.reason()) {
      case NOT_OWNER, LEASE_LOST, SECTION_MOVING -> totals.staleWrites++;
      default -> {}
    }
    trace.note(by.name(), "store refuses: " + why.getMessage());
  }

  private static String owners(RoutingTable table) {
    StringBuilder text = new StringBuilder();
    table
        .owners()
        .forEach(owner -> text.append(owner.map(o -> o.nodeId().substring(5)).orElse("-")));
    return text.toString();
  }
}
