package io.seqsvr.alloc.config;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connections to the stores, encrypted if an authority is named. */
final class StoreChannels implements AutoCloseable {
  /** What the store permits. */
  private static final int KEEPALIVE_SECONDS = 10;

  private final List<ManagedChannel> channels;

  /**
   * Opens lazily connecting channels.
   *
   * @param addresses host:port of each store
   * @param caFile PEM file of the authority that signed the stores' certificates, or empty
   * @param allowPlaintext whether a store on another machine may be called without encryption
   */
  StoreChannels(List<String> addresses, String caFile, boolean allowPlaintext) throws IOException {
    if (caFile.isEmpty()) {
      for (String address : addresses) {
        Plaintext.checkCalling(address, allowPlaintext);
      }
    }
    ChannelCredentials credentials =
        caFile.isEmpty()
            ? InsecureChannelCredentials.create()
            : TlsChannelCredentials.newBuilder().trustManager(new File(caFile)).build();
    channels =
        addresses.stream()
            .map(
                address ->
                    Grpc.newChannelBuilder(address, credentials)
                        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                        .build())
            .toList();
  }

  List<ManagedChannel> channels() {
    return channels;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
