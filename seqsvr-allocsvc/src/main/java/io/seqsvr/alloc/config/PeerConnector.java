package io.seqsvr.alloc.config;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Makes connections to other alloc nodes, encrypted if an authority is named. Thread-safe. */
final class PeerConnector implements Function<String, ManagedChannel> {
  /** What a node permits. */
  private static final int KEEPALIVE_SECONDS = 20;

  private static final int IDLE_SECONDS = 60;

  private final ChannelCredentials credentials;
  private final boolean encrypted;
  private final boolean allowPlaintext;

  /**
   * @param caFile PEM file of the authority that signed the nodes' certificates, or empty
   * @param allowPlaintext whether a node on another machine may be called without encryption
   */
  PeerConnector(String caFile, boolean allowPlaintext) throws IOException {
    this.encrypted = !caFile.isEmpty();
    this.allowPlaintext = allowPlaintext;
    this.credentials =
        encrypted
            ? TlsChannelCredentials.newBuilder().trustManager(new File(caFile)).build()
            : InsecureChannelCredentials.create();
  }

  /**
   * A lazily connecting channel to a host:port.
   *
   * @throws IllegalStateException if the address must not be called without encryption
   */
  @Override
  public ManagedChannel apply(String address) {
    if (!encrypted) {
      Plaintext.checkCallingPeer(address, allowPlaintext);
    }
    return Grpc.newChannelBuilder(address, credentials)
        // Nothing that answers a call blocks; a hop to another thread would only add latency.
        .directExecutor()
        .disableRetry()
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .idleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
        .userAgent("seqsvr-alloc")
        .build();
  }
}
