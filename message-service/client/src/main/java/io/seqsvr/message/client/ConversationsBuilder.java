package io.seqsvr.message.client;

import io.grpc.ClientInterceptor;
import java.nio.file.Path;
import java.time.Duration;

/** Describes a {@link Conversations}. Confined to one thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class ConversationsBuilder {
  ConversationsBuilder(String address) {
    throw new UnsupportedOperationException(address);
  }

  /** Of a whole call, repeats included: 1 ms to 1 h; 10 s if not given. */
  public ConversationsBuilder timeout(Duration timeout) {
    throw new UnsupportedOperationException(timeout.toString());
  }

  /** Adds an interceptor, for tracing, tokens or tests. */
  public ConversationsBuilder interceptor(ClientInterceptor interceptor) {
    throw new UnsupportedOperationException(interceptor.toString());
  }

  /** Encrypts; PEM file with the certificates that servers are trusted by. */
  public ConversationsBuilder tls(Path trust) {
    throw new UnsupportedOperationException(trust.toString());
  }

  /** Allows connections without encryption to other machines than this one. */
  public ConversationsBuilder allowPlaintext() {
    throw new UnsupportedOperationException();
  }

  /** Makes it. */
  public Conversations build() {
    throw new UnsupportedOperationException();
  }
}
