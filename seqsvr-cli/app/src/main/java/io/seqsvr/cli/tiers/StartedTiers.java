package io.seqsvr.cli.tiers;

import io.seqsvr.cli.server.Tiers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts in the order of their start, to be closed in the opposite order. Guarded by {@code this};
 * {@link #close} holds it for as long as the parts take to close.
 */
final class StartedTiers implements Tiers {
  private static final Logger log = LoggerFactory.getLogger(StartedTiers.class);

  private final String readyText;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  StartedTiers(String readyText) {
    this.readyText = readyText;
  }

  /** Takes charge of a part. */
  synchronized <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Passes on the failure of a part. */
  void failWith(CompletableFuture<Void> partFailure) {
    var unused =
        partFailure.whenComplete(
            (nothing, e) -> {
              if (e != null) {
                failure.completeExceptionally(e);
              }
            });
  }

  @Override
  public String readyText() {
    return readyText;
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure.copy();
  }

  /** Closes every part, also if one cannot be closed, which is logged. */
  @Override
  public synchronized void close() {
    for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        log.error("cannot close {}", part, e);
      }
    }
  }

  /** Closes what was started before a failure, and hands the failure back. */
  <E extends Throwable> E closeAfter(E startFailure) {
    close();
    return startFailure;
  }
}
