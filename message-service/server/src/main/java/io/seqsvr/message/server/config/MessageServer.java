package io.seqsvr.message.server.config;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A running message service, in this process. It installs no shutdown hook: whoever starts it
 * closes it.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class MessageServer implements AutoCloseable {
  private MessageServer() {}

  /**
   * Starts it; returns when it serves.
   *
   * @param properties win over environment variables ({@code SEQSVR_MESSAGE_...}), which win over
   *     {@code conf/message.yml} in the working directory
   */
  public static MessageServer start(Map<String, String> properties) {
    throw new UnsupportedOperationException(properties.toString());
  }

  /** The port that it listens on. */
  public int port() {
    throw new UnsupportedOperationException();
  }

  /** Ends exceptionally if the service can never serve again; else not at all. */
  public CompletableFuture<Void> failure() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
