package io.seqsvr.simulation;

import io.seqsvr.alloc.core.Allocator;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.NodeIdentity;
import io.seqsvr.cluster.core.RoutingTable;
import io.seqsvr.history.Outcome;
import io.seqsvr.simulation.Network.Peer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One user of the service: one call after the other. A clever one follows the newest table that it
 * was told; a stupid one asks anybody, also processes that were replaced long ago. Confined to the
 * baton.
 */
final class Caller {
  private final World world;
  private final TimeLine line;
  private final Random random;
  private final String name;
  private final boolean clever;
  private @Nullable RoutingTable table;
  private long attempts;
  private boolean stopped;

  Caller(World world, String name, boolean clever) {
    this.world = world;
    this.line = world.line();
    this.random = world.random();
    this.name = name;
    this.clever = clever;
  }

  void start() {
    line.in(think(), this::call);
  }

  void stop() {
    stopped = true;
  }

  private long think() {
    return (long) (-Math.log(1 - random.nextDouble()) * world.profile().thinkNanos());
  }

  private void call() {
    if (stopped) {
      return;
    }
    Conversation to = choose();
    VirtualNode at = address(to);
    if (at == null) {
      line.in(think(), this::call);
      return;
    }
    new Attempt(to, at).send();
  }

  /** Some are used much more than others. */
  private Conversation choose() {
    List<Conversation> all = world.conversations();
    double skewed = Math.pow(random.nextDouble(), 3);
    return all.get((int) (skewed * all.size()));
  }

  private @Nullable VirtualNode address(Conversation to) {
    RoutingTable known = table;
    if (clever && known != null && random.nextInt(10) > 0) {
      Optional<NodeIdentity> owner = known.owner(to.section);
      if (owner.isPresent()) {
        return world.slot(Integer.parseInt(owner.get().nodeId().substring(5)));
      }
    }
    List<VirtualNode> running = world.running();
    return running.isEmpty() ? null : running.get(random.nextInt(running.size()));
  }

  /** A call of which only the first answer counts, or that nobody answers in time. */
  private final class Attempt {
    private final long number = attempts++;
    private final Conversation to;
    private final VirtualNode at;
    private final long count;
    private final long startNanos = line.nowNanos();
    private boolean over;

    Attempt(Conversation to, VirtualNode at) {
      this.to = to;
      this.at = at;
      this.count = 1L + random.nextInt(world.profile().settings().maxCount());
    }

    void send() {
      int kind = random.nextInt(40);
      Runnable work = kind == 0 ? this::current : kind == 1 && to.raised ? this::raise : this::next;
      world.network().down(Peer.CLIENTS, at, work);
      long limit = (long) (world.profile().leaseNanos() * (0.5 + random.nextDouble()));
      line.in(limit, () -> end(Outcome.UNKNOWN, 0, null, limit / 4));
    }

    /** Some calls stand still between the look at the lease and the step. */
    private void next() {
      try {
        Allocator allocator = at.node().allocator();
        if (random.nextInt(3) > 0) {
          issued(allocator.next("", to.name, count));
          return;
        }
        Allocator.Batch batch = allocator.batch();
        line.in(random.nextInt(200_000), () -> at.deliver(() -> step(batch)));
      } catch (SeqsvrException e) {
        refused(e);
      }
    }

    private void step(Allocator.Batch batch) {
      try {
        issued(batch.next("", to.name, count));
      } catch (SeqsvrException e) {
        refused(e);
      }
    }

    private void issued(long first) {
      world.trace().add(to.name, at.name(), first, count);
      world.judge().onIssued(at, to, first, count);
      reply(() -> end(Outcome.OK, first, routes(), 0));
    }

    private void current() {
      try {
        var known = at.node().allocator().current("", to.name);
        world.judge().onCurrent(at, to, known.seq(), known.exact());
        reply(() -> end(Outcome.UNKNOWN, 0, routes(), 0));
      } catch (SeqsvrException e) {
        refused(e);
      }
    }

    private void raise() {
      long atLeast = to.last + 1 + random.nextInt(500);
      try {
        var unused =
            at.node()
                .allocator()
                .raise("", to.name, atLeast)
                .whenComplete(
                    (lifted, failure) -> {
                      if (failure == null) {
                        world.totals().raises++;
                        reply(() -> raised(atLeast));
                      }
                    });
      } catch (SeqsvrException e) {
        refused(e);
      }
    }

    private void raised(long atLeast) {
      if (!over) {
        to.raises.add(new Conversation.Raised(line.nowNanos(), atLeast));
        end(Outcome.UNKNOWN, 0, null, 0);
      }
    }

    private void refused(SeqsvrException why) {
      ErrorReason reason = why.reason();
      world.trace().add(reason.name(), at.name(), number, 0);
      if (reason == ErrorReason.NOT_OWNER || reason == ErrorReason.LEASE_LOST) {
        world.totals().staleCalls++;
      }
      boolean goOn = reason == ErrorReason.NOT_OWNER && clever;
      long wait = why.retryAfter().map(d -> d.toNanos()).orElse(0L);
      reply(() -> end(Outcome.FAIL, 0, routes(), goOn ? 0 : wait));
    }

    private @Nullable RoutingTable routes() {
      return at.node().routes().orElse(null);
    }

    private void reply(Runnable answer) {
      world.network().up(at, Peer.CLIENTS, answer);
    }

    private void end(Outcome outcome, long first, @Nullable RoutingTable newer, long waitNanos) {
      if (over) {
        return;
      }
      over = true;
      RoutingTable known = table;
      if (newer != null && (known == null || newer.version() > known.version())) {
        table = newer;
      }
      switch (outcome) {
        case OK -> world.totals().callsOk++;
        case FAIL -> world.totals().callsRefused++;
        case UNKNOWN -> world.totals().callsUnknown++;
      }
      to.calls.add(
          new CallRecord(to, count, startNanos, line.nowNanos(), outcome, first, name, at.name()));
      line.in(think() + (long) (waitNanos * random.nextDouble()), Caller.this::call);
    }
  }
}
