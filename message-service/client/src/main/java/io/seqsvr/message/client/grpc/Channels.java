package io.seqsvr.message.client.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.seqsvr.message.client.internal.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens channels to the message service. Stateless. */
public final class Channels {
  /** A page has up to 1 MiB of bodies, and what belongs to a thousand messages. */
  private static final int MAX_MESSAGE_BYTES = 8 << 20;

  private static final int MAX_METADATA_BYTES = 64 << 10;

  /** The shortest that gRPC servers tolerate by default. */
  private static final long KEEPALIVE_MINUTES = 5;

  private Channels() {}

  /**
   * A channel, which connects with its first call.
   *
   * @param trust PEM file of the certificates that servers are trusted by, or null for plaintext
   * @param plaintextAllowed whether plaintext may leave this machine
   * @throws IllegalArgumentException if it would, and may not
   * @throws UncheckedIOException if the file can't be read
   */
  public static ManagedChannel open(
      HostPort address,
      @Nullable Path trust,
      boolean plaintextAllowed,
      List<ClientInterceptor> interceptors) {
    if (trust == null && !plaintextAllowed && !address.isLoopback()) {
      throw new IllegalArgumentException(
          "plaintext to "
              + address
              + ": use tls(...), or allowPlaintext() if the network is trusted");
    }
    return Grpc.newChannelBuilderForAddress(address.host(), address.port(), credentials(trust))
        // Those who are called hand over at once; a hop to another thread would only add latency.
        .directExecutor()
        .disableRetry()
        .intercept(interceptors)
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .keepAliveTime(KEEPALIVE_MINUTES, TimeUnit.MINUTES)
        .userAgent("seqsvr-message-client")
        .build();
  }

  private static ChannelCredentials credentials(@Nullable Path trust) {
    if (trust == null) {
      return InsecureChannelCredentials.create();
    }
    try {
      return TlsChannelCredentials.newBuilder().trustManager(trust.toFile()).build();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read TLS files: " + e.getMessage(), e);
    }
  }
}
