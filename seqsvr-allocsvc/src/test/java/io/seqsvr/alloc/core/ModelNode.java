package io.seqsvr.alloc.core;

import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SeqModel.Ownership;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process: the real sections behind the real {@link Allocator}, and one of two ways to the store:
 * the real {@link ReservationLoop}, whose thread waits for each answer, or one message at a time,
 * whose answers may come twice and when nobody waits any more. For one thread.
 */
final class ModelNode {
  /** What all nodes of a run share. */
  record World(
      SeqModel model,
      ModelStore store,
      ModelNetwork network,
      VirtualTime time,
      Random random,
      AllocSettings settings,
      int sections,
      Runnable meanwhile) {}

  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(2).toNanos();
  private static final long REPEAT_NANOS = Duration.ofMillis(20).toNanos();

  final String incarnation;
  final NodeLease lease;
  final List<Section> sections = new ArrayList<>();
  final Allocator allocator;
  final QuietObserver observer = new QuietObserver();

  /** By section; null of those that are not served. */
  final @Nullable Ownership[] owned;

  private final World world;

  ModelNode(World world, String incarnation, boolean loop) {
    this.world = world;
    this.incarnation = incarnation;
    this.lease = new NodeLease(world.settings().lease(), world.time(), InstantSource.system());
    this.owned = new Ownership[world.sections()];
    Demands demands = loop ? loop() : new OneByOne();
    for (int i = 0; i < world.sections(); i++) {
      sections.add(new Section(i, world.settings(), world.time(), demands, observer));
    }
    this.allocator = new Allocator(sections, world.settings(), world.time(), observer);
  }

  private ReservationLoop loop() {
    Consumer<Throwable> fatal =
        failure -> {
          throw new AssertionError("fatal", failure);
        };
    ReservationLoop loop =
        new ReservationLoop(new Waiting(), world.time().loop(), world.time(), observer, fatal);
    loop.start(new ClusterIdentity("0".repeat(32), world.sections(), "xxh3-64"));
    return loop;
  }

  /** The ownership of a section that is served. */
  Ownership owner(int section) {
    Ownership owner = owned[section];
    if (owner == null) {
      throw new AssertionError(incarnation + " does not own " + section);
    }
    return owner;
  }

  private boolean once(double probability) {
    return world.random().nextDouble() < probability;
  }

  private void soon(Runnable action) {
    world.time().in((long) (world.random().nextDouble() * LONGEST_PAUSE_NANOS), action);
  }

  /** What was sent and is confirmed, as the model sees it. */
  private void onConfirmed(Reservation wish) {
    world.model().onConfirmed(owned[wish.section()], wish);
  }

  private void onConfirmed(CounterReservation wish) {
    world.model().onConfirmed(owned[wish.section()], wish);
  }

  private void onRefused(Section section, boolean pending, Outcome<?> outcome) {
    SeqsvrException refusal = outcome.refusal();
    if (pending && refusal != null) {
      SeqModel.check(
          refusal.reason() == ErrorReason.NOT_OWNER,
          "the store refused what is pending: " + refusal);
      section.onReservationRefused();
      owned[section.id()] = null;
    }
  }

  /** Sends every wish by itself and hears every answer, however late. */
  private final class OneByOne implements Demands {
    @Override
    public void rebase(Section section) {
      soon(() -> section.beginReservation().ifPresent(wish -> send(section, wish)));
    }

    @Override
    public void reserve(Section section, HotCounter counter) {
      soon(() -> begin(section, counter));
    }

    private void begin(Section section, HotCounter counter) {
      section
          .beginReservation(counter, storeNanos())
          .ifPresent(wish -> send(section, counter, wish));
    }

    private long storeNanos() {
      return world.random().nextInt(200_000_000);
    }

    private void send(Section section, Reservation wish) {
      world.model().onSent(owner(section.id()), wish);
      world
          .network()
          .send(
              () -> world.store().reserve(wish),
              outcome -> {
                boolean pending = checkPending(section, wish);
                if (outcome.value() != null) {
                  onConfirmed(wish);
                  section.onReserved(wish);
                } else {
                  onRefused(section, pending, outcome);
                }
              },
              () -> {
                section.onStoreSilent();
                if (checkPending(section, wish)) {
                  world.time().in(REPEAT_NANOS, () -> again(section, wish));
                }
              });
    }

    private void again(Section section, Reservation wish) {
      if (checkPending(section, wish)) {
        send(section, section.beginReservation().orElseThrow());
      }
    }

    private boolean checkPending(Section section, Reservation wish) {
      boolean pending = section.isPending(wish);
      SeqModel.check(
          pending == world.model().isPending(owned[section.id()], wish),
          "pending " + pending + ": " + wish);
      return pending;
    }

    private void send(Section section, HotCounter counter, CounterReservation wish) {
      world.model().onSent(owner(section.id()), wish);
      world
          .network()
          .send(
              () -> world.store().reserveCounter(wish),
              outcome -> {
                boolean pending = checkPending(section, counter, wish);
                if (outcome.value() != null) {
                  onConfirmed(wish);
                  section.onReserved(counter, wish, storeNanos());
                } else {
                  onRefused(section, pending, outcome);
                }
              },
              () -> {
                section.onStoreSilent();
                if (checkPending(section, counter, wish)) {
                  world.time().in(REPEAT_NANOS, () -> again(section, counter, wish));
                }
              });
    }

    private void again(Section section, HotCounter counter, CounterReservation wish) {
      if (checkPending(section, counter, wish)) {
        send(section, counter, section.beginReservation(counter, storeNanos()).orElseThrow());
      }
    }

    private boolean checkPending(Section section, HotCounter counter, CounterReservation wish) {
      boolean pending = section.isPending(counter, wish);
      SeqModel.check(
          pending == world.model().isPending(owned[section.id()], wish),
          "pending " + pending + ": " + wish);
      return pending;
    }
  }

  /** The store as the loop's thread meets it: one call at a time, and others go on meanwhile. */
  private final class Waiting extends StoreStub {
    private boolean busy;

    private <R> List<Outcome<R>> call(
        List<R> wishes, Consumer<R> sent, Consumer<R> confirmed, Call<R> one) {
      SeqModel.check(!busy, "two calls at a time");
      SeqModel.check(new HashSet<>(wishes).size() == wishes.size(), "a wish twice in a call");
      busy = true;
      try {
        wishes.forEach(sent);
        if (once(0.7)) {
          world.meanwhile().run();
        }
        List<Outcome<R>> outcomes =
            world.network().await(() -> wishes.stream().map(one::answer).toList());
        if (once(0.7)) {
          world.meanwhile().run();
        }
        for (Outcome<R> outcome : outcomes) {
          if (outcome.value() != null) {
            confirmed.accept(outcome.value());
          }
        }
        return outcomes;
      } finally {
        busy = false;
      }
    }

    @Override
    public List<Outcome<Reservation>> reserve(ClusterIdentity cluster, List<Reservation> wishes) {
      return call(
          wishes,
          wish -> world.model().onSent(owner(wish.section()), wish),
          ModelNode.this::onConfirmed,
          world.store()::reserve);
    }

    @Override
    public List<Outcome<CounterReservation>> reserveCounters(
        ClusterIdentity cluster, List<CounterReservation> wishes) {
      return call(
          wishes,
          wish -> world.model().onSent(owner(wish.section()), wish),
          ModelNode.this::onConfirmed,
          world.store()::reserveCounter);
    }
  }

  private interface Call<R> {
    Outcome<R> answer(R wish);
  }
}
