package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.alloc.core.SectionStore.Surrender;
import io.seqsvr.cluster.core.LeaseTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes that own the sections in turn, and former ones that do not know yet that they do not:
 * acquisitions, hand-overs, crashes and leases that end. For one thread.
 */
final class ModelOwners {
  static final LeaseTerms TERMS = LeaseTerms.of(Duration.ofSeconds(1));

  private static final int MOST_FORMER = 2;

  private final ModelNode.World world;
  private final Random random;
  private final boolean loop;
  private final ModelNode[] nodes = new ModelNode[2];

  /** Who is to serve a section. */
  private final @Nullable ModelNode[] owners;

  /** Processes whose lease is over and who go on, with a batch that was begun before. */
  private final Map<ModelNode, Allocator.Batch> former = new HashMap<>();

  private final List<ModelNode> formerInOrder = new ArrayList<>();
  private int incarnations;
  private int attempts;
  private long unexpected;

  ModelOwners(ModelNode.World world, boolean loop) {
    this.world = world;
    this.random = world.random();
    this.loop = loop;
    this.owners = new ModelNode[world.sections()];
  }

  void start() {
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = fresh();
    }
    for (int section = 0; section < owners.length; section++) {
      acquire(section, anyNode());
    }
  }

  private ModelNode fresh() {
    ModelNode node = new ModelNode(world, "n" + incarnations++, loop);
    node.lease.onRenewed(node.lease.now());
    return node;
  }

  private ModelNode anyNode() {
    return nodes[random.nextInt(nodes.length)];
  }

  /** The leases of those who are well. */
  void renew() {
    for (ModelNode node : nodes) {
      node.lease.onRenewed(node.lease.now());
    }
  }

  ModelNode of(int section) {
    ModelNode owner = owners[section];
    if (owner == null) {
      throw new AssertionError("nobody is to serve " + section);
    }
    return owner;
  }

  /** One of the nodes, or of those who were. */
  ModelNode any() {
    int which = random.nextInt(nodes.length + formerInOrder.size());
    return which < nodes.length ? nodes[which] : formerInOrder.get(which - nodes.length);
  }

  /** The batch of a former owner, or null. */
  Allocator.@Nullable Batch paused(ModelNode node) {
    return former.get(node);
  }

  boolean isServing(ModelNode node, int section) {
    return node.sections.get(section).state().phase() == SectionPhase.SERVING;
  }

  /** A section that lost its owner to a refusal gets one again. */
  void heal() {
    for (int section = 0; section < owners.length; section++) {
      if (!isServing(of(section), section)) {
        acquire(section, of(section));
      }
    }
  }

  void checkNothingUnexpected() {
    for (ModelNode node : nodes) {
      unexpected += node.observer.unexpected.sum();
    }
    SeqModel.check(unexpected == 0, unexpected + " unexpected failures");
  }

  void demandRebase() {
    of(random.nextInt(owners.length))
        .sections
        .forEach(
            section -> {
              if (section.state().phase() == SectionPhase.SERVING) {
                section.demandRebase();
              }
            });
  }

  /** An answer to an earlier attempt reaches a section that is served. */
  void oldAnswer() {
    int section = random.nextInt(owners.length);
    ModelNode node = of(section);
    SectionState before = node.sections.get(section).state();
    node.sections
        .get(section)
        .onAcquired("old", node.lease, new Acquired(section, 1, 0, 1_000), List.of(), null);
    SeqModel.check(
        before.equals(node.sections.get(section).state()), "an old answer changed something");
  }

  /** Something happens to an ownership. */
  void change() {
    int section = random.nextInt(owners.length);
    switch (random.nextInt(6)) {
      case 0 -> crash(random.nextInt(nodes.length));
      case 1 -> expire(random.nextInt(nodes.length));
      case 2 -> {
        drop(of(section), section);
        acquire(section, of(section));
      }
      default -> handOver(section, anyNode());
    }
  }

  private void drop(ModelNode node, int section) {
    node.sections.get(section).onLost();
    node.owned[section] = null;
  }

  /** The process is gone, and all it knew; its lease runs out. */
  private void crash(int which) {
    ModelNode gone = nodes[which];
    unexpected += gone.observer.unexpected.sum();
    for (int section = 0; section < owners.length; section++) {
      drop(gone, section);
    }
    succeed(which);
  }

  /** Nobody hears of the process any more; it goes on for a while and hears of nobody. */
  private void expire(int which) {
    ModelNode old = nodes[which];
    renew();
    former.put(old, old.allocator.batch());
    formerInOrder.add(old);
    if (formerInOrder.size() > MOST_FORMER) {
      former.remove(formerInOrder.remove(0));
    }
    succeed(which);
  }

  /** The lease is seen to be over, and others take what the node had. */
  private void succeed(int which) {
    ModelNode old = nodes[which];
    nodes[which] = fresh();
    world.time().advance(TERMS.observerNanos());
    renew();
    world.store().fence(old.incarnation);
    for (int section = 0; section < owners.length; section++) {
      if (of(section).equals(old)) {
        acquire(section, anyNode());
      }
    }
  }

  /** The section is closed, what it knew is stored if that works, and it is given back. */
  private void handOver(int section, ModelNode to) {
    ModelNode from = of(section);
    if (!isServing(from, section)) {
      acquire(section, from);
      return;
    }
    Snapshot snapshot = from.sections.get(section).onDraining();
    SeqModel.Ownership owned = from.owner(section);
    world.model().onDrained(owned, snapshot);
    pause();
    Owned wish = new Owned(section, owned.epoch);
    boolean written = random.nextInt(8) > 0 && world.store().writeSnapshot(wish, snapshot);
    pause();
    SnapshotSeal seal = written ? new SnapshotSeal(owned.epoch, 1, 0) : null;
    boolean released = random.nextInt(10) > 0;
    if (released) {
      repeatedly(() -> world.store().release(new Surrender(section, owned.epoch, seal)));
    }
    drop(from, section);
    acquire(section, released ? to : from);
  }

  private void pause() {
    if (random.nextInt(3) == 0) {
      world.time().advance((long) (random.nextDouble() * 2 * ModelNetwork.TIMEOUT_NANOS));
    }
  }

  /** A call whose requests and answers get lost, repeated as it was until it is answered. */
  private <T> T repeatedly(Supplier<T> call) {
    for (int losses = 0; losses < 5 && world.network().loses(); losses++) {
      if (random.nextBoolean()) {
        unheard(call.get());
      } else if (random.nextInt(4) == 0) {
        world.time().in((long) (random.nextDouble() * 3e9), () -> unheard(call.get()));
      }
    }
    return call.get();
  }

  private static <T> void unheard(T answer) {
    SeqModel.check(answer != null, "the store says nothing");
  }

  private void acquire(int section, ModelNode node) {
    owners[section] = node;
    Section taken = node.sections.get(section);
    for (int tries = 0; tries < 20; tries++) {
      ModelStore.SectionRow row = world.store().row(section);
      Snapshot snapshot = random.nextInt(10) > 0 ? world.store().readSnapshot(section) : null;
      String attempt = "a" + attempts++;
      taken.onLoading(attempt);
      Acquisition wish = new Acquisition(section, row.epoch, attempt, snapshot != null);
      long step = world.settings().reserve().step();
      Outcome<Acquired> outcome =
          repeatedly(() -> world.store().acquire(node.incarnation, step, wish));
      pause();
      renew();
      Acquired granted = outcome.value();
      if (granted != null) {
        List<CounterRow> found =
            world.store().readCounters(new Owned(section, granted.epoch())).value();
        if (found != null) {
          node.owned[section] = world.model().onAcquired(granted, found, snapshot != null);
          taken.onAcquired(attempt, node.lease, granted, found, snapshot);
          return;
        }
      }
      taken.onLost();
    }
    throw new AssertionError("section " + section + " cannot be acquired");
  }
}
