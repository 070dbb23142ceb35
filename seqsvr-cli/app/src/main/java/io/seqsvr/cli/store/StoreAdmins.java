package io.seqsvr.cli.store;

import io.seqsvr.cli.console.CommandFailedException;
import java.time.Duration;

/** Makes what a command calls the store with. */
@FunctionalInterface
public interface StoreAdmins {
  /**
   * Connects with the first call.
   *
   * @param timeout for each call
   * @throws CommandFailedException if the options cannot be used, for example an unreadable file
   */
  StoreAdmin open(StoreOptions options, Duration timeout) throws CommandFailedException;
}
