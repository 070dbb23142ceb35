package io.seqsvr.client.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.client.internal.Connection;
import io.seqsvr.client.internal.Connector;
import io.seqsvr.client.internal.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens gRPC channels with one set of credentials. Immutable, thread-safe. */
public final class GrpcConnector implements Connector {
  /**
   * A refusal carries the routing table in its trailers: with 16 384 sections in scattered ranges
   * about 250 KiB. gRPC's own bound of 8 KiB would turn such a refusal into a broken call.
   */
  private static final int MAX_METADATA_BYTES = 512 * 1024;

  /** The shortest that gRPC servers tolerate by default. */
  private static final long KEEPALIVE_MINUTES = 5;

  private final ChannelCredentials credentials;
  private final boolean loopbackOnly;

  private GrpcConnector(ChannelCredentials credentials, boolean loopbackOnly) {
    this.credentials = credentials;
    this.loopbackOnly = loopbackOnly;
  }

  /**
   * Channels without encryption.
   *
   * @param loopbackOnly whether calls to other machines are refused
   */
  public static GrpcConnector plaintext(boolean loopbackOnly) {
    return new GrpcConnector(InsecureChannelCredentials.create(), loopbackOnly);
  }

  /**
   * Channels with TLS.
   *
   * @param trust PEM file of the certificates that nodes are trusted by
   * @param certificate PEM file of this client's certificate chain, or null for none
   * @param privateKey PEM file of its private key, PKCS #8; null exactly if certificate is
   * @throws UncheckedIOException if a file can't be read
   */
  public static GrpcConnector tls(
      Path trust, @Nullable Path certificate, @Nullable Path privateKey) {
    try {
      TlsChannelCredentials.Builder tls =
          TlsChannelCredentials.newBuilder().trustManager(trust.toFile());
      if (certificate != null && privateKey != null) {
        tls.keyManager(certificate.toFile(), privateKey.toFile());
      }
      return new GrpcConnector(tls.build(), false);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read TLS files: " + e.getMessage(), e);
    }
  }

  @Override
  public Connection connect(HostPort address) {
    if (loopbackOnly && !address.isLoopback()) {
      return new RefusingConnection(
          SeqsvrException.of(
              ErrorReason.FORBIDDEN,
              "plaintext to "
                  + address
                  + ": use tls(...), or allowPlaintext() if the network"
                  + " is trusted"));
    }
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(address.host(), address.port(), credentials)
            // The engine never blocks; a hop to another thread would only add latency.
            .directExecutor()
            .disableRetry()
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .keepAliveTime(KEEPALIVE_MINUTES, TimeUnit.MINUTES)
            .userAgent("seq-client")
            .build();
    return new GrpcConnection(address, channel);
  }
}
