package io.seqsvr.cli.server;

import java.util.concurrent.CompletableFuture;

/**
 * The tiers that this process runs, all of them healthy when this object is handed out.
 * Thread-safe.
 */
public interface Tiers extends AutoCloseable {
  /** What follows {@code READY} in the line that says so. */
  String readyText();

  /** Ends exceptionally if the tiers can never serve again; else not at all. */
  CompletableFuture<Void> failure();

  /**
   * Ends everything that was started, child processes included: first what calls, then what is
   * called. Later calls do nothing.
   */
  @Override
  void close();
}
