package io.seqsvr.cluster.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Leases in memory, for unit tests; passes the same contract as the real registers. Thread-safe;
 * every future has ended when it is returned.
 */
public final class InMemoryLeases implements LeaseRegister {
  private final Map<String, Entry> leases = new HashMap<>();
  private long stamps;
  private boolean down;

  @Override
  public synchronized CompletableFuture<Optional<Entry>> create(Lease lease) {
    if (down) {
      return silent();
    }
    if (leases.containsKey(lease.incarnation())) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    stamps++;
    return put(new Entry(lease, 1, stamps, stamps));
  }

  @Override
  public synchronized CompletableFuture<Optional<Entry>> replace(Lease next, long version) {
    if (down) {
      return silent();
    }
    Entry found = leases.get(next.incarnation());
    if (found == null || found.version() != version || found.lease().state() == LeaseState.FENCED) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    stamps++;
    return put(new Entry(next, version + 1, stamps, found.order()));
  }

  @Override
  public synchronized CompletableFuture<Optional<Entry>> read(String incarnation) {
    return down
        ? silent()
        : CompletableFuture.completedFuture(Optional.ofNullable(leases.get(incarnation)));
  }

  @Override
  public synchronized CompletableFuture<List<Entry>> readAll() {
    return down ? silent() : CompletableFuture.completedFuture(new ArrayList<>(leases.values()));
  }

  @Override
  public synchronized CompletableFuture<Boolean> remove(String incarnation) {
    return down ? silent() : CompletableFuture.completedFuture(leases.remove(incarnation) != null);
  }

  /** From now on nothing is answered, or everything. */
  public synchronized void setDown(boolean isDown) {
    down = isDown;
  }

  private CompletableFuture<Optional<Entry>> put(Entry entry) {
    leases.put(entry.lease().incarnation(), entry);
    return CompletableFuture.completedFuture(Optional.of(entry));
  }

  private static <T> CompletableFuture<T> silent() {
    return CompletableFuture.failedFuture(
        new RegisterUnavailableException(
            "down", new IllegalStateException("as the test wants it")));
  }
}
