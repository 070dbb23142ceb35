package io.seqsvr.store.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cluster.core.RandomId;
import io.seqsvr.store.core.FenceLedger.Event;
import io.seqsvr.store.core.FenceNetwork.Call;
import io.seqsvr.store.core.FenceNetwork.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An owner as the protocol allows it to be, and no more careful: it hands out what it believes to
 * hold, and repeats a call of unknown outcome as it was, or crashes.
 */
final class FenceOwner {
  private static final long[] HASHES = {Long.MIN_VALUE, -2, 3, 4};

  private enum Phase {
    IDLE,
    ACQUIRING,
    LOADING,
    SERVING,
    DRAINING
  }

  private String id = RandomId.next();
  private long leaseVersion;
  private final SectionStorage storage;
  private final FenceNetwork network;
  private final FenceLedger ledger;
  private final Random random;

  private Phase phase = Phase.IDLE;
  private SectionRow seen = SectionRow.unused(0);
  private boolean clean;
  private long epoch;
  private long base;
  private long ceiling;

  /** The last seq of each conversation that is used; the others start above the base. */
  private Map<Long, Long> slots = new HashMap<>();

  /** Ceilings of hot counters. */
  private final Map<Long, Long> hot = new HashMap<>();

  private @Nullable Call sectionCall;
  private long wanted;
  private @Nullable Call counterCall;
  private long counterHash;
  private long counterWanted;
  private final Queue<Call> chunkCalls = new ArrayDeque<>();
  private SnapshotSeal seal = SnapshotSeal.NONE;

  FenceOwner(SectionStorage storage, FenceNetwork network, FenceLedger ledger, Random random) {
    this.storage = storage;
    this.network = network;
    this.ledger = ledger;
    this.random = random;
  }

  /** Does one thing. */
  void act() {
    if (random.nextInt(300) == 0) {
      forget();
      if (random.nextInt(5) == 0) {
        beBornAgain(); // else it has only lost its memory
      }
      return;
    }
    switch (phase) {
      case IDLE -> idle();
      case ACQUIRING -> acquire();
      case LOADING -> load();
      case SERVING -> serve();
      case DRAINING -> drain();
    }
  }

  /** The former incarnation's calls stay under way, and its section stays its own. */
  private void beBornAgain() {
    id = RandomId.next();
    leaseVersion = 0;
  }

  /** Renews the lease; one that is over means another incarnation. */
  private void renew() {
    LeaseDecision renewal =
        storage.changeLease(
            new RenewLease(id, "n", "h:1", 1_000_000_000, 100_000_000, leaseVersion), 0);
    if (renewal.isDone()) {
      leaseVersion++;
    } else {
      beBornAgain();
    }
  }

  /** Ends somebody's lease as observers do, whether it is over or not: the owner goes on. */
  private void fence(String incarnation) {
    state(incarnation)
        .ifPresent(l -> storage.changeLease(new FenceLease(incarnation, l.version()), 0));
  }

  private Optional<LeaseRow> state(String incarnation) {
    return storage.readLeases("", Integer.MAX_VALUE).stream()
        .filter(lease -> lease.incarnation().equals(incarnation))
        .findFirst();
  }

  private void forget() {
    phase = Phase.IDLE;
    slots = new HashMap<>();
    hot.clear();
    chunkCalls.clear();
    sectionCall = null;
    counterCall = null;
  }

  private void idle() {
    if (random.nextInt(100) > 0) {
      seen = storage.read(0, 0).get(0);
      // An owner is left alone most of the time, alive or not; what it has forgotten it takes anew.
      if (seen.isOwned() && random.nextInt(seen.owner().equals(id) ? 2 : 300) > 0) {
        return;
      }
    }
    forget();
    // Mostly by the rules. Else it has not heard of the end of its own lease, or ends nobody's.
    if (random.nextInt(10) > 0) {
      renew();
    }
    if (seen.isOwned() && !seen.owner().equals(id) && random.nextInt(3) > 0) {
      fence(seen.owner());
    }
    clean = seen.hasSnapshot() && random.nextInt(5) > 0 && readSnapshot();
    String attempt = RandomId.next();
    Acquire acquire = new Acquire(0, seen.epoch(), id, attempt, 1 + random.nextInt(9), clean);
    sectionCall = new Call(acquire, () -> take(acquire));
    phase = Phase.ACQUIRING;
  }

  private Reply take(Acquire acquire) {
    SectionRow before = storage.read(0, 0).get(0);
    Decision decision = storage.apply(List.of(acquire)).get(0);
    if (decision.isWrite()) {
      ledger.taken(
          before,
          acquire.owner(),
          state(acquire.owner()).map(LeaseRow::state).orElse(null),
          state(before.owner()).map(LeaseRow::state).orElse(null));
    }
    return Reply.of(decision);
  }

  private boolean readSnapshot() {
    long of = seen.snapshot().epoch();
    List<SnapshotChunk> chunks = storage.readChunks(List.of(new ChunkRef(0, of, 0))).chunks();
    for (SnapshotChunk chunk : chunks) {
      ByteBuffer words = ByteBuffer.wrap(chunk.content());
      slots.put(words.getLong(), words.getLong());
    }
    return chunks.size() == seen.snapshot().chunks()
        && slots.hashCode() == seen.snapshot().checksum();
  }

  private void acquire() {
    Optional<Reply> reply = network.send(requireNonNull(sectionCall));
    if (reply.isEmpty()) {
      return;
    }
    if (isRefused(reply.get())) {
      forget();
      return;
    }
    SectionRow row = requireNonNull(reply.get().row());
    epoch = row.epoch();
    base = row.base();
    ceiling = row.maxSeq();
    sectionCall = null;
    phase = Phase.LOADING;
    ledger.count(clean ? Event.CLEAN : Event.UNCLEAN, true);
  }

  private void load() {
    CounterPage page =
        storage.readCounters(new CounterQuery(List.of(new OwnedSection(0, epoch)), 0, 0, 10));
    if (!page.refused().isEmpty()) {
      forget();
      return;
    }
    if (!clean) {
      slots = new HashMap<>();
    }
    for (HotCounter counter : page.counters()) {
      hot.put(counter.hash(), counter.maxSeq());
      if (!clean) {
        slots.put(counter.hash(), counter.maxSeq());
      }
    }
    ledger.count(Event.CLEAN_WITH_COUNTERS, clean && !hot.isEmpty());
    phase = Phase.SERVING;
  }

  private void serve() {
    switch (random.nextInt(12)) {
      case 0 -> rebase();
      case 1, 2, 3 -> raiseCounter();
      case 4 -> {
        if (random.nextInt(3) == 0) {
          beginToDrain();
        }
      }
      default -> issue();
    }
  }

  private void issue() {
    long hash = HASHES[random.nextInt(HASHES.length)];
    for (int i = random.nextInt(4); i >= 0; i--) {
      long next = slots.getOrDefault(hash, base) + 1;
      if (next <= Math.max(ceiling, hot.getOrDefault(hash, 0L))) {
        ledger.issue(hash, next, id);
        ledger.count(Event.DROVE_ON_A_COUNTER, next > ceiling);
        slots.put(hash, next);
      }
    }
  }

  private void rebase() {
    if (sectionCall == null) {
      wanted = ceiling + 1 + random.nextInt(9);
      sectionCall = change(new Reserve(0, epoch, ceiling, wanted));
    }
    Optional<Reply> reply = network.send(sectionCall);
    if (reply.isEmpty()) {
      return;
    }
    if (isLost(reply.get())) {
      forget();
      return;
    }
    sectionCall = null;
    base = ceiling;
    ceiling = wanted;
    slots.values().removeIf(last -> last <= base);
    if (random.nextBoolean()) {
      hot.values().removeIf(max -> max <= base); // else it counts as none all the same
    }
    ledger.count(Event.REBASED, true);
  }

  private void raiseCounter() {
    if (counterCall == null) {
      boolean raise = random.nextInt(50) == 0;
      counterHash = HASHES[random.nextInt(HASHES.length)];
      long expected = hot.getOrDefault(counterHash, 0L);
      counterWanted = Math.max(expected, base) + 1 + random.nextInt(raise ? 60 : 12);
      CounterReserve reserve =
          new CounterReserve(0, epoch, counterHash, expected, counterWanted, raise);
      counterCall =
          new Call(
              reserve,
              () -> {
                CounterReserve.Result result = storage.reserveCounters(List.of(reserve)).get(0);
                return new Reply(result.isWrite(), result.refusal(), null);
              });
    }
    Optional<Reply> reply = network.send(counterCall);
    if (reply.isEmpty()) {
      return;
    }
    if (isLost(reply.get())) {
      forget();
      return;
    }
    hot.put(counterHash, counterWanted);
    counterCall = null;
    ledger.count(Event.COUNTER_RAISED, true);
  }

  /** From here on nothing is handed out any more. */
  private void beginToDrain() {
    phase = Phase.DRAINING;
    sectionCall = null;
    int index = 0;
    for (Map.Entry<Long, Long> slot : slots.entrySet()) {
      byte[] content =
          ByteBuffer.allocate(16).putLong(slot.getKey()).putLong(slot.getValue()).array();
      ChunkWrite write = new ChunkWrite(new SnapshotChunk(0, epoch, index++, content));
      chunkCalls.add(
          new Call(
              write,
              () -> {
                ChunkWrite.Result result = storage.writeChunks(List.of(write)).get(0);
                return new Reply(result.isWrite(), result.refusal(), null);
              }));
    }
    seal = new SnapshotSeal(epoch, index, slots.hashCode());
  }

  private void drain() {
    if (random.nextInt(30) == 0) {
      chunkCalls.clear();
      sectionCall = change(new Release(0, epoch)); // gives up on the snapshot
    }
    Call chunk = chunkCalls.peek();
    if (chunk == null && sectionCall == null) {
      sectionCall = change(new Release(0, epoch, seal));
    }
    Optional<Reply> reply = network.send(chunk == null ? requireNonNull(sectionCall) : chunk);
    if (reply.isEmpty()) {
      return;
    }
    boolean lost = isLost(reply.get());
    if (chunk != null && !lost) {
      chunkCalls.remove();
      return;
    }
    SectionRow row = reply.get().row();
    ledger.count(Event.SEALED, !lost && row != null && row.hasSnapshot());
    forget();
  }

  private Call change(SectionChange change) {
    return new Call(change, () -> Reply.of(storage.apply(List.of(change)).get(0)));
  }

  private boolean isRefused(Reply reply) {
    Optional<ErrorReason> reason = reply.refusal().map(SeqsvrException::reason);
    boolean moving = reason.equals(Optional.of(ErrorReason.SECTION_MOVING));
    boolean leaseLost = reason.equals(Optional.of(ErrorReason.LEASE_LOST));
    ledger.count(Event.REFUSED_WHILE_THE_OWNER_IS_HELD, moving);
    ledger.count(Event.REFUSED_WITHOUT_A_LEASE, leaseLost);
    return moving || leaseLost || isLost(reply);
  }

  /** Whether the section is somebody else's; the store has no other reason to refuse. */
  private static boolean isLost(Reply reply) {
    reply
        .refusal()
        .ifPresent(r -> assertThat(r.reason()).as(r.getMessage()).isEqualTo(ErrorReason.NOT_OWNER));
    return reply.refusal().isPresent();
  }
}
