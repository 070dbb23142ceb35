package io.seqsvr.alloc.core;

import static java.util.stream.Collectors.toSet;

import io.seqsvr.alloc.core.SectionStore.Acquired;
import io.seqsvr.alloc.core.SectionStore.Acquisition;
import io.seqsvr.alloc.core.SectionStore.Chunk;
import io.seqsvr.alloc.core.SectionStore.CounterRow;
import io.seqsvr.alloc.core.SectionStore.Outcome;
import io.seqsvr.alloc.core.SectionStore.Owned;
import io.seqsvr.alloc.core.SectionStore.Row;
import io.seqsvr.alloc.core.SectionStore.SnapshotSeal;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.cluster.core.NodeLease;
import io.seqsvr.cluster.core.RandomId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes sections from the store: reads what their last owners left behind, acquires them, reads
 * their hot counters, and only then lets them serve.
 *
 * <p>An acquisition is kept, with its snapshot, until the section serves. So an answer that is lost
 * on the way there leads to the same attempt again, not to a second one that would find the
 * snapshot used up.
 *
 * <p>Confined to one thread, which blocks while the store answers.
 */
final class SectionLoader {
  /** Bounds the snapshots that are in memory at a time, beside the counters made of them. */
  static final int MAX_SNAPSHOTS = 64;

  /** As many as the store takes in one transaction: a take-over is a matter of a few calls. */
  static final int MAX_GROUP = 1_000;

  /** So often in a row a read of snapshots may stay unanswered before the sections do without. */
  private static final int MAX_SILENT_READS = 3;

  private final List<Section> sections;
  private final SectionStore store;
  private final AllocSettings settings;
  private final AllocObserver observer;

  /** Sections that do not serve yet, by id: their attempts are repeated as they were. */
  private final Map<Integer, Attempt> unanswered = new HashMap<>();

  /** Sections whose snapshot the store does not stand by any more. */
  private final Set<Integer> withoutSnapshot = new HashSet<>();

  private final AwaitedSections awaited;
  private int silentReads;

  /**
   * An attempt to own a section.
   *
   * @param snapshot what the section goes on from; null if it starts above everything
   */
  private record Attempt(Acquisition wish, @Nullable Snapshot snapshot) {}

  /** An attempt that the store has granted. */
  private record Granted(Attempt attempt, Acquired row) {}

  SectionLoader(
      List<Section> sections,
      SectionStore store,
      AllocSettings settings,
      MonotonicClock clock,
      AllocObserver observer) {
    this.sections = sections;
    this.store = store;
    this.settings = settings;
    this.observer = observer;
    this.awaited = new AwaitedSections(clock, settings.lease(), observer);
  }

  /** The section is not wanted any more; whatever comes of its attempt is not used. */
  void forget(int section) {
    unanswered.remove(section);
  }

  /** No section is wanted any more. */
  void forgetAll() {
    unanswered.clear();
  }

  /**
   * Loads sections that are UNOWNED or LOADING.
   *
   * @param missing in the order of their ids
   * @throws SeqsvrException STORE_UNAVAILABLE; call again soon
   */
  void load(ClusterIdentity cluster, String incarnation, NodeLease lease, List<Section> missing) {
    awaited.retain(missing.stream().map(Section::id).collect(toSet()));
    for (int from = 0; from < missing.size(); from += MAX_GROUP) {
      List<Section> group = missing.subList(from, Math.min(from + MAX_GROUP, missing.size()));
      Map<Integer, Row> rows = rows(cluster, group);
      List<Section> plain = new ArrayList<>();
      List<Section> withSnapshot = new ArrayList<>();
      for (Section section : group) {
        (hasSnapshot(section, rows) ? withSnapshot : plain).add(section);
      }
      loadGroup(cluster, incarnation, lease, plain, rows);
      for (int i = 0; i < withSnapshot.size(); i += MAX_SNAPSHOTS) {
        int to = Math.min(i + MAX_SNAPSHOTS, withSnapshot.size());
        loadGroup(cluster, incarnation, lease, withSnapshot.subList(i, to), rows);
      }
    }
  }

  private boolean hasSnapshot(Section section, Map<Integer, Row> rows) {
    Attempt begun = unanswered.get(section.id());
    Row row = rows.get(section.id());
    return begun != null ? begun.snapshot() != null : row != null && row.snapshot() != null;
  }

  private Map<Integer, Row> rows(ClusterIdentity cluster, List<Section> group) {
    Map<Integer, Row> rows = new HashMap<>();
    store
        .inspect(cluster, group.stream().map(Section::id).toList())
        .forEach(row -> rows.put(row.section(), row));
    return rows;
  }

  /** Rows, both bounds inclusive, in calls whose answers are not too large. */
  static List<Row> inspect(SectionStore store, ClusterIdentity cluster, int first, int last) {
    List<Row> rows = new ArrayList<>();
    for (int from = first; from <= last; from += MAX_GROUP) {
      rows.addAll(store.inspect(cluster, from, Math.min(last, from + MAX_GROUP - 1)));
    }
    return rows;
  }

  private void loadGroup(
      ClusterIdentity cluster,
      String incarnation,
      NodeLease lease,
      List<Section> group,
      Map<Integer, Row> rows) {
    if (group.isEmpty()) {
      return;
    }
    List<Attempt> attempts = attempts(cluster, group, rows);
    List<Outcome<Acquired>> outcomes =
        store.acquire(
            cluster,
            incarnation,
            settings.reserve().step(),
            attempts.stream().map(Attempt::wish).toList());
    List<Granted> granted = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      Acquired row = outcomes.get(i).value();
      if (row != null) {
        granted.add(new Granted(attempts.get(i), row));
      } else {
        onRefused(attempts.get(i).wish(), outcomes.get(i).refusal());
      }
    }
    if (!granted.isEmpty()) {
      serve(cluster, lease, granted);
    }
  }

  private void serve(ClusterIdentity cluster, NodeLease lease, List<Granted> granted) {
    List<Outcome<List<CounterRow>>> counters =
        store.readCounters(
            cluster,
            granted.stream()
                .map(grant -> new Owned(grant.row().section(), grant.row().epoch()))
                .toList());
    int serving = 0;
    for (int i = 0; i < granted.size(); i++) {
      Attempt attempt = granted.get(i).attempt();
      List<CounterRow> hot = counters.get(i).value();
      if (hot != null) {
        unanswered.remove(attempt.wish().section());
        sections
            .get(attempt.wish().section())
            .onAcquired(
                attempt.wish().attemptId(), lease, granted.get(i).row(), hot, attempt.snapshot());
        serving++;
      } else {
        onRefused(attempt.wish(), counters.get(i).refusal());
      }
    }
    if (serving > 0) {
      observer.onSectionsAcquired(serving);
    }
  }

  /** What to ask for: attempts without an answer as they were, and new ones for the others. */
  private List<Attempt> attempts(
      ClusterIdentity cluster, List<Section> group, Map<Integer, Row> rows) {
    List<Row> begun = new ArrayList<>();
    for (Section section : group) {
      Row row = rows.get(section.id());
      if (row != null && !unanswered.containsKey(section.id())) {
        begun.add(row);
      }
    }
    Map<Integer, Snapshot> snapshots = snapshots(cluster, begun);
    for (Row row : begun) {
      unanswered.put(row.section(), begin(row, snapshots.get(row.section())));
    }
    List<Attempt> attempts = new ArrayList<>();
    for (Section section : group) {
      Attempt attempt = unanswered.get(section.id());
      if (attempt != null) {
        attempts.add(attempt);
      }
    }
    return attempts;
  }

  private Attempt begin(Row row, @Nullable Snapshot snapshot) {
    String attemptId = RandomId.next();
    withoutSnapshot.remove(row.section());
    sections.get(row.section()).onLoading(attemptId);
    return new Attempt(
        new Acquisition(row.section(), row.epoch(), attemptId, snapshot != null), snapshot);
  }

  /** The snapshots of those rows that have one which can be used, by section. */
  private Map<Integer, Snapshot> snapshots(ClusterIdentity cluster, List<Row> rows) {
    List<Row> wanted = rows.stream().filter(this::isWorthReading).toList();
    Map<Integer, Snapshot> snapshots = new HashMap<>();
    if (wanted.isEmpty()) {
      return snapshots;
    }
    Map<Integer, List<Chunk>> chunks = new HashMap<>();
    try {
      for (Chunk chunk : store.readSnapshots(cluster, wanted)) {
        chunks.computeIfAbsent(chunk.section(), unused -> new ArrayList<>()).add(chunk);
      }
      silentReads = 0;
    } catch (SeqsvrException e) {
      onUnread(wanted, e);
      return snapshots;
    }
    for (Row row : wanted) {
      SnapshotSeal seal = row.snapshot();
      if (seal != null) {
        try {
          snapshots.put(
              row.section(),
              SnapshotCodec.decode(
                  row.section(), seal, chunks.getOrDefault(row.section(), List.of())));
        } catch (UnusableSnapshotException e) {
          observer.onSnapshotUnusable(row.section(), String.valueOf(e.getMessage()));
        }
      }
    }
    return snapshots;
  }

  /** Whether the row names a snapshot of its last owner. */
  private boolean isWorthReading(Row row) {
    SnapshotSeal seal = row.snapshot();
    if (seal == null || withoutSnapshot.contains(row.section())) {
      return false;
    }
    if (seal.epoch() != row.epoch() - 1) {
      observer.onSnapshotUnusable(
          row.section(), "it is of epoch " + seal.epoch() + " beside a row of " + row.epoch());
      return false;
    }
    return true;
  }

  /**
   * A store that answers everything else and not this is not waited for without end: a bounded jump
   * is better than no numbers.
   */
  private void onUnread(List<Row> rows, SeqsvrException why) {
    if (why.reason() == ErrorReason.CLUSTER_MISMATCH) {
      throw why;
    }
    silentReads++;
    if (why.reason().isRetryable() && silentReads < MAX_SILENT_READS) {
      throw why;
    }
    silentReads = 0;
    rows.forEach(row -> observer.onSnapshotUnusable(row.section(), why.getMessage()));
  }

  private void onRefused(Acquisition wish, @Nullable SeqsvrException why) {
    unanswered.remove(wish.section());
    Section section = sections.get(wish.section());
    if (why == null || why.reason().isRetryable()) {
      section.onLost();
      if (why != null) {
        awaited.onRefused(wish.section(), why);
      }
    } else if (wish.clean() && why.reason() == ErrorReason.INVALID_ARGUMENT) {
      section.onLost();
      withoutSnapshot.add(wish.section());
      observer.onSnapshotUnusable(wish.section(), why.getMessage());
    } else {
      section.onHalted(why);
      observer.onSectionHalted(section.id(), why);
    }
  }
}
