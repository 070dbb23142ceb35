package io.seqsvr.alloc.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has been told about routes, so that a table goes out once for each version
 * and not with every answer until the caller has taken it in: with a thousand calls in flight and a
 * table of 250 KiB the rest would be 250 MB.
 *
 * <p>A table that got lost with its answer is not told again here; the caller goes on by its old
 * one, and where that is wrong a refusal brings the table.
 *
 * <p>Thread-safe and lock-free: the version only grows, by compare-and-set; the last refusal is one
 * immutable value, replaced by compare-and-set.
 */
final class ToldRoutes {
  /** A caller with many calls in flight learns from the first refusal; the others come too soon. */
  private static final long REPEAT_NANOS = Duration.ofMillis(20).toNanos();

  private static final Attributes.Key<ToldRoutes> KEY = Attributes.Key.create("seqsvr-told-routes");

  private record Refusal(long version, long atNanos) {}

  private final AtomicLong version = new AtomicLong();
  private final AtomicReference<@Nullable Refusal> lastRefusal = new AtomicReference<>();

  /** Gives each new connection its memory. */
  static ServerTransportFilter filter() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        return attributes.toBuilder().set(KEY, new ToldRoutes()).build();
      }
    };
  }

  /** The memory of a call's connection; one that knows nothing if the server has no filter. */
  static ToldRoutes of(Attributes attributes) {
    ToldRoutes told = attributes.get(KEY);
    return told == null ? new ToldRoutes() : told;
  }

  /** Whether an answer has to bring a version, because none on this connection has. */
  boolean firstIn(long offered) {
    long known = version.get();
    while (offered > known) {
      if (version.compareAndSet(known, offered)) {
        return true;
      }
      known = version.get();
    }
    return false;
  }

  /** Whether a refusal for a wrong route has to bring a version: at most one in 20 ms does. */
  boolean dueInRefusal(long offered, long nowNanos) {
    Refusal last = lastRefusal.get();
    boolean due =
        last == null || offered > last.version() || nowNanos - last.atNanos() >= REPEAT_NANOS;
    if (!due || !lastRefusal.compareAndSet(last, new Refusal(offered, nowNanos))) {
      return false;
    }
    firstIn(offered);
    return true;
  }
}
