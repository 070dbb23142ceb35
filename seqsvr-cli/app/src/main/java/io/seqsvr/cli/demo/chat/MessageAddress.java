package io.seqsvr.cli.demo.chat;

import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.ConversationsBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the message service is, and how it is called.
 *
 * @param server {@code host:port}
 * @param trust PEM file with the certificates that it is trusted by, or null for plaintext
 * @param plaintext whether plaintext is allowed to other machines than this one
 */
public record MessageAddress(String server, @Nullable Path trust, boolean plaintext) {

  /**
   * Finds out whether a client can be made of it; nothing is called.
   *
   * @throws IllegalArgumentException if the server is no address, or not on this machine and
   *     neither encrypted nor allowed in plaintext
   */
  public void check() {
    connect(Duration.ofSeconds(1)).close();
  }

  /** A client of the calls that need no device. */
  Conversations connect(Duration timeout) {
    ConversationsBuilder builder = Conversations.builder(server).timeout(timeout);
    if (trust != null) {
      builder.tls(trust);
    } else if (plaintext) {
      builder.allowPlaintext();
    }
    return builder.build();
  }
}
