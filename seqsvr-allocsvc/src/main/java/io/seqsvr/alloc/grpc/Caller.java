package io.seqsvr.alloc.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;

/**
 * What the transport knows about a call besides its message. Looked at only off the usual way.
 *
 * <p>Immutable; safe for any thread, because nobody writes the headers of a call that has begun.
 *
 * @param call of any method
 * @param headers of the call
 */
record Caller(ServerCall<?, ?> call, Metadata headers) {
  /** Set by a node that passes a call on, so that the next one never does. */
  static final Metadata.Key<String> FORWARDED =
      Metadata.Key.of("seqsvr-forwarded", Metadata.ASCII_STRING_MARSHALLER);

  /** Whether another node has passed this call on. */
  boolean isForwarded() {
    return headers.containsKey(FORWARDED);
  }

  /** What the caller's connection has been told. */
  ToldRoutes told() {
    return ToldRoutes.of(call.getAttributes());
  }
}
