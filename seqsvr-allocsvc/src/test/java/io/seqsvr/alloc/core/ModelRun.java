package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SeqModel.Conversation;
import io.seqsvr.alloc.core.SeqModel.Ownership;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.cluster.core.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One random life of a few sections: calls, and everything between them that can go wrong. The same
 * seed makes the same life. For one thread.
 */
final class ModelRun {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long RETRY_NANOS = Duration.ofMillis(50).toNanos();

  private record OpenRaise(
      ModelNode node, Conversation conversation, long askedNanos, CompletableFuture<Long> lifted) {}

  final SeqModel model;
  final ModelStore store;
  private final VirtualTime time = new VirtualTime();
  private final Random random;
  private final ModelNetwork network;
  private final AllocSettings settings;
  private final List<Conversation> conversations = new ArrayList<>();
  private final List<OpenRaise> openRaises = new ArrayList<>();
  private final ModelOwners owners;
  private @Nullable AssertionError brokenByRaise;

  ModelRun(long seed) {
    this.random = new Random(seed);
    this.settings = settings(random);
    int sections = 1 + random.nextInt(2);
    int size = 3 + random.nextInt(40);
    for (int i = 0; i < size; i++) {
      long hash = ConversationKey.hash("", "c" + i);
      conversations.add(
          new Conversation(i, ConversationKey.section(hash, sections), hash, "c" + i));
    }
    this.store = new ModelStore(sections);
    this.network = new ModelNetwork(time, random);
    this.model = new SeqModel(store, settings.reserve(), sections, conversations);
    ModelNode.World world =
        new ModelNode.World(
            model, store, network, time, random, settings, sections, this::someCalls);
    this.owners = new ModelOwners(world, random.nextBoolean());
  }

  private static AllocSettings settings(Random random) {
    int step = new int[] {4, 10, 100}[random.nextInt(3)];
    int maxStep = step * new int[] {1, 2, 5, 50}[random.nextInt(4)];
    int maxSlots = new int[] {4, 8, 16, 256}[random.nextInt(4)];
    int maxHot = new int[] {2, 16, 64}[random.nextInt(3)];
    return new AllocSettings(
        new ReservePolicy(step, maxStep), step / 2, 10, 4, maxSlots, maxHot, ModelOwners.TERMS);
  }

  /** So many turns, and in the end all that is well must be served again. */
  void play(int turns) {
    owners.start();
    for (int turn = 0; turn < turns; turn++) {
      owners.renew();
      turn();
      checkRaises();
    }
    network.heal();
    owners.heal();
    for (Conversation each : conversations) {
      awaitService(each);
    }
    time.advance(PATIENCE_NANOS);
    checkRaises();
    SeqModel.check(openRaises.isEmpty(), "raises that never end: " + openRaises.size());
    owners.checkNothingUnexpected();
  }

  private void turn() {
    double what = random.nextDouble();
    if (what < 0.820) {
      call();
    } else if (what < 0.985) {
      time.advance((long) (random.nextDouble() * 2_000_000));
    } else if (what < 0.989) {
      time.advance((long) (random.nextDouble() * 500_000_000));
    } else if (what < 0.993) {
      network.change();
    } else if (what < 0.995) {
      owners.demandRebase();
    } else if (what < 0.997) {
      owners.oldAnswer();
    } else {
      owners.change();
    }
  }

  private void someCalls() {
    for (int i = random.nextInt(4); i > 0; i--) {
      call();
    }
  }

  private Conversation pick() {
    double skewed = random.nextDouble() * random.nextDouble() * random.nextDouble();
    return conversations.get((int) (skewed * conversations.size()));
  }

  private void call() {
    double what = random.nextDouble();
    Conversation to = pick();
    ModelNode node = owners.of(to.section);
    if (what < 0.80) {
      int count = random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(settings.maxCount());
      next(node, to, count);
    } else if (what < 0.86) {
      batch(node, node.allocator.batch(), node.lease.isHeld());
    } else if (what < 0.93) {
      current(node, to);
    } else if (what < 0.96) {
      raise(node, to);
    } else if (what < 0.99) {
      ModelNode other = owners.any();
      Allocator.Batch paused = owners.paused(other);
      if (paused != null) {
        batch(other, paused, true);
      } else {
        next(other, to, 1);
      }
    } else {
      badCount(node, to);
    }
  }

  private boolean next(ModelNode node, Conversation to, int count) {
    try {
      long first = node.allocator.next("", to.name, count);
      SeqModel.check(node.lease.isHeld(), "served without a lease");
      issued(node, to, first, count);
      return true;
    } catch (SeqsvrException e) {
      refused(node, to, count, e, node.lease.isHeld());
      return false;
    }
  }

  /** Calls of one batch, which holds the lease that held when it was made. */
  private void batch(ModelNode node, Allocator.Batch batch, boolean leased) {
    for (int i = random.nextInt(4); i > 0; i--) {
      Conversation to = pick();
      int count = 1 + random.nextInt(settings.maxCount());
      try {
        issued(node, to, batch.next("", to.name, count), count);
      } catch (SeqsvrException e) {
        refused(node, to, count, e, leased);
      }
    }
  }

  private void issued(ModelNode node, Conversation to, long first, int count) {
    SeqModel.check(owners.isServing(node, to.section), "served by one who does not");
    model.onIssued(node.owner(to.section), to, first, count);
  }

  private void refused(
      ModelNode node, Conversation to, int count, SeqsvrException why, boolean leased) {
    if (!owners.isServing(node, to.section)) {
      SeqModel.check(
          why.reason() == ErrorReason.NOT_OWNER || why.reason() == ErrorReason.SECTION_MOVING,
          "not served here, and the answer is " + why);
    } else if (!leased) {
      SeqModel.check(why.reason() == ErrorReason.LEASE_LOST, "no lease, and the answer is " + why);
    } else {
      model.onRefused(
          node.owner(to.section), to, count, why, isCrowded(node.sections.get(to.section), to));
    }
  }

  /** Whether there may be no room for a conversation, or none for its ceiling. */
  private static boolean isCrowded(Section section, Conversation of) {
    CounterTable counters = ownership(section).counters();
    return counters.size() >= Slots.room(counters.capacity()) || needsRoomAmongHot(section, of);
  }

  private static boolean needsRoomAmongHot(Section section, Conversation of) {
    HotCounters hot = ownership(section).hot();
    return hot.isFull() && hot.find(SeqModel.key(of)) == null;
  }

  private static SectionState.Ownership ownership(Section section) {
    SectionState.Ownership owned = section.state().ownership();
    if (owned == null) {
      throw new AssertionError("section " + section.id() + " is not served");
    }
    return owned;
  }

  private void badCount(ModelNode node, Conversation to) {
    int count = random.nextBoolean() ? 0 : settings.maxCount() + 1;
    try {
      node.allocator.next("", to.name, count);
      throw new AssertionError("a block of " + count);
    } catch (SeqsvrException e) {
      SeqModel.check(e.reason() == ErrorReason.INVALID_ARGUMENT, "count " + count + ": " + e);
    }
  }

  private void current(ModelNode node, Conversation of) {
    try {
      CurrentSeq current = node.allocator.current("", of.name);
      SeqModel.check(owners.isServing(node, of.section), "told by one who does not serve");
      model.onCurrent(node.owner(of.section), of, current);
    } catch (SeqsvrException e) {
      SeqModel.check(!owners.isServing(node, of.section) || !node.lease.isHeld(), "not told: " + e);
    }
  }

  private void raise(ModelNode node, Conversation of) {
    long step = settings.reserve().step();
    long by = (long) (random.nextDouble() * new long[] {step, 10 * step, 1L << 40}[range()]);
    long atLeast = Math.max(1, model.position(of) + by - step / 4);
    try {
      CompletableFuture<Long> lifted = node.allocator.raise("", of.name, atLeast);
      Ownership owner = node.owner(of.section);
      model.onRaiseAsked(owner, of, atLeast);
      openRaises.add(new OpenRaise(node, of, time.nanoTime(), lifted));
      var unused =
          lifted.whenComplete(
              (last, failure) -> {
                if (failure == null) {
                  raised(owner, of, atLeast, last);
                }
              });
    } catch (SeqsvrException e) {
      SeqModel.check(
          !owners.isServing(node, of.section)
              || !node.lease.isHeld()
              || isCrowded(node.sections.get(of.section), of),
          "not raised: " + e);
    }
  }

  private int range() {
    double what = random.nextDouble();
    return what < 0.6 ? 0 : what < 0.95 ? 1 : 2;
  }

  /** What is thrown here would get lost in the future. */
  private void raised(Ownership owner, Conversation of, long atLeast, long last) {
    try {
      model.onRaised(owner, of, atLeast, last);
    } catch (AssertionError e) {
      brokenByRaise = e;
    }
  }

  /** Nobody waits for a section that cannot answer any more. */
  private void checkRaises() {
    if (brokenByRaise != null) {
      throw brokenByRaise;
    }
    openRaises.removeIf(raise -> raise.lifted().isDone());
    for (OpenRaise raise : openRaises) {
      SeqModel.check(
          owners.isServing(raise.node(), raise.conversation().section),
          "a raise waits for a section that is not served");
      SeqModel.check(
          time.nanoTime() - raise.askedNanos() < PATIENCE_NANOS / 2,
          "a raise hears nothing: " + raise.conversation().name);
    }
  }

  /** The store is well: in bounded time every conversation is served. */
  private void awaitService(Conversation of) {
    for (long waited = 0; ; waited += RETRY_NANOS) {
      owners.renew();
      ModelNode node = owners.of(of.section);
      if (next(node, of, 1 + random.nextInt(settings.maxCount()))) {
        return;
      }
      if (owners.isServing(node, of.section)
          && needsRoomAmongHot(node.sections.get(of.section), of)) {
        return; // as documented: at the bound it is refused, and neighbours are not lifted
      }
      SeqModel.check(waited < PATIENCE_NANOS, of.name + " is not served any more");
      time.advance(RETRY_NANOS);
    }
  }
}
