package io.seqsvr.cli.server;

import java.util.Map;

/**
 * The tiers that this process runs, all of them healthy when this object is handed out.
 * Thread-safe.
 */
public interface Tiers extends AutoCloseable {
  /** Address of each part by its name in the READY line, in the order of that line. */
  Map<String, String> endpoints();

  /**
   * Ends everything that was started, child processes included: first what calls, then what is
   * called. Later calls do nothing.
   */
  @Override
  void close();
}
