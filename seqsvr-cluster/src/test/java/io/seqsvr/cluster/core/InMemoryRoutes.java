package io.seqsvr.cluster.core;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A routing table and an identity in memory, as {@link InMemoryLeases}. Thread-safe. */
public final class InMemoryRoutes implements RouteRegister, IdentityRegister {
  private @Nullable Entry routes;
  private @Nullable ClusterIdentity identity;
  private Runnable hint = () -> {};
  private boolean mute;

  @Override
  public synchronized ClusterIdentity readOrCreate(ClusterIdentity proposed) {
    if (identity == null) {
      identity = proposed;
    }
    return identity;
  }

  @Override
  public synchronized CompletableFuture<Optional<Entry>> read() {
    return CompletableFuture.completedFuture(Optional.ofNullable(routes));
  }

  @Override
  public CompletableFuture<Boolean> create(RoutingTable table) {
    return CompletableFuture.completedFuture(write(-1, table));
  }

  @Override
  public CompletableFuture<Boolean> replace(long registerVersion, RoutingTable next) {
    return isMute()
        ? new CompletableFuture<>()
        : CompletableFuture.completedFuture(write(registerVersion, next));
  }

  private synchronized boolean isMute() {
    return mute;
  }

  /** From now on, or no more, writes get lost and nobody says so. */
  public synchronized void setMute(boolean isMute) {
    mute = isMute;
  }

  @Override
  public synchronized void onChange(Runnable changed) {
    hint = changed;
  }

  /** Forgets everything: the tree was wiped. */
  public synchronized void wipe() {
    routes = null;
    identity = null;
  }

  private boolean write(long registerVersion, RoutingTable next) {
    Runnable tell;
    synchronized (this) {
      long present = routes == null ? -1 : routes.registerVersion();
      if (present != registerVersion) {
        return false;
      }
      routes = new Entry(next, registerVersion + 1);
      tell = hint;
    }
    tell.run();
    return true;
  }
}
