package io.seqsvr.message.client;

import io.grpc.ClientInterceptor;
import java.nio.file.Path;
import java.time.Duration;

/** Describes a {@link MessageClient}. Confined to one thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class MessageClientBuilder {
  MessageClientBuilder(String address) {
    throw new UnsupportedOperationException(address);
  }

  /** The user, 1 to 128 bytes of UTF-8. Needed. */
  public MessageClientBuilder user(String user) {
    throw new UnsupportedOperationException(user);
  }

  /** The device, 1 to 64 bytes of UTF-8; "default" if not given. */
  public MessageClientBuilder device(String device) {
    throw new UnsupportedOperationException(device);
  }

  /** Who is told. Needed. */
  public MessageClientBuilder listener(MessageListener listener) {
    throw new UnsupportedOperationException(listener.toString());
  }

  /** Where the device stands; in memory if not given. */
  public MessageClientBuilder cursors(CursorStore cursors) {
    throw new UnsupportedOperationException(cursors.toString());
  }

  /** Unfinished sends; in memory if not given. */
  public MessageClientBuilder outbox(Outbox outbox) {
    throw new UnsupportedOperationException(outbox.toString());
  }

  /** Conversations without a cursor begin with their next message, not with the first one. */
  public MessageClientBuilder beginWithNext() {
    throw new UnsupportedOperationException();
  }

  /** How long a send is tried: 1 ms to 1 h; 30 s if not given. */
  public MessageClientBuilder sendTimeout(Duration timeout) {
    throw new UnsupportedOperationException(timeout.toString());
  }

  /** Adds an interceptor, for tracing, tokens or tests. */
  public MessageClientBuilder interceptor(ClientInterceptor interceptor) {
    throw new UnsupportedOperationException(interceptor.toString());
  }

  /** Encrypts; PEM file with the certificates that servers are trusted by. */
  public MessageClientBuilder tls(Path trust) {
    throw new UnsupportedOperationException(trust.toString());
  }

  /** Allows connections without encryption to other machines than this one. */
  public MessageClientBuilder allowPlaintext() {
    throw new UnsupportedOperationException();
  }

  /** Makes the client, which begins to connect. */
  public MessageClient build() {
    throw new UnsupportedOperationException();
  }
}
