package io.seqsvr.cli.client;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.client.SeqClient;
import java.time.Duration;

/** Makes the client that a command calls with. */
@FunctionalInterface
public interface ClientFactory {
  /**
   * Makes a client; it connects with its first call.
   *
   * @param timeout for a whole call, retries included
   * @throws CommandFailedException if the options cannot be used, for example an unreadable key
   */
  SeqClient open(ServerOptions options, Duration timeout) throws CommandFailedException;
}
