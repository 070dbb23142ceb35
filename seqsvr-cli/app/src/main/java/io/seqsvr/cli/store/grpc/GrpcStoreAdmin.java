package io.seqsvr.cli.store.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.seqsvr.api.grpc.StatusMapping;
import io.seqsvr.api.store.v1.Cluster;
import io.seqsvr.api.store.v1.GetClusterRequest;
import io.seqsvr.api.store.v1.InspectRequest;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.RaiseSectionsEntry;
import io.seqsvr.api.store.v1.RaiseSectionsRequest;
import io.seqsvr.api.store.v1.RaiseSectionsResult;
import io.seqsvr.api.store.v1.ReadLeasesReply;
import io.seqsvr.api.store.v1.ReadLeasesRequest;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.api.store.v1.SequenceStoreGrpc;
import io.seqsvr.api.store.v1.SequenceStoreGrpc.SequenceStoreBlockingStub;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.cli.store.StoreAdmin;
import io.seqsvr.cli.store.StoreOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store behind a channel of its own; a call is tried once. */
public final class GrpcStoreAdmin implements StoreAdmin {
  /** Entries of a call; the store takes more, but a slow database has less time for each then. */
  private static final int ENTRIES = 256;

  private static final int MAX_PORT = 65_535;

  private final String server;
  private final ManagedChannel channel;
  private final Duration timeout;
  private @Nullable Cluster cluster;

  private GrpcStoreAdmin(String server, ManagedChannel channel, Duration timeout) {
    this.server = server;
    this.channel = channel;
    this.timeout = timeout;
  }

  /** Connects with the first call. */
  public static GrpcStoreAdmin open(StoreOptions options, Duration timeout)
      throws CommandFailedException {
    String server = options.server();
    int colon = server.lastIndexOf(':');
    if (colon < 1 || !isPort(server.substring(colon + 1))) {
      throw options.wrong("--server must be host:port: " + server);
    }
    Path trust = options.trust();
    if (trust == null && !options.isPlaintextAllowed() && !isHere(server.substring(0, colon))) {
      throw options.wrong(
          server
              + " is not on this machine: encrypt with --tls-ca, or allow --plaintext in a trusted"
              + " network");
    }
    try {
      ChannelCredentials credentials =
          trust == null
              ? InsecureChannelCredentials.create()
              : TlsChannelCredentials.newBuilder().trustManager(trust.toFile()).build();
      return new GrpcStoreAdmin(
          server, Grpc.newChannelBuilder(server, credentials).build(), timeout);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailedException(trust + ": " + ErrorLines.describe(e), e);
    }
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MAX_PORT;
  }

  private static boolean isHere(String host) throws CommandFailedException {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new CommandFailedException("unknown host: " + host, e);
    }
  }

  @Override
  public Cluster cluster() throws CommandFailedException {
    if (cluster == null) {
      cluster =
          call(store -> store.getCluster(GetClusterRequest.getDefaultInstance())).getCluster();
    }
    return cluster;
  }

  @Override
  public List<Section> inspect(int first, int last) throws CommandFailedException {
    InspectRequest request =
        InspectRequest.newBuilder()
            .setClusterId(cluster().getId())
            .setFirstSection(first)
            .setLastSection(last)
            .build();
    return call(store -> store.inspect(request)).getSectionsList();
  }

  @Override
  public List<NodeLease> leases() throws CommandFailedException {
    List<NodeLease> leases = new ArrayList<>();
    ReadLeasesReply page;
    do {
      String after = leases.isEmpty() ? "" : leases.get(leases.size() - 1).getIncarnation();
      ReadLeasesRequest request =
          ReadLeasesRequest.newBuilder()
              .setClusterId(cluster().getId())
              .setAfterIncarnation(after)
              .build();
      page = call(store -> store.readLeases(request));
      leases.addAll(page.getLeasesList());
    } while (page.getMore() && page.getLeasesCount() > 0);
    return leases;
  }

  @Override
  public List<RaiseSectionsResult> raise(int first, int last, long atLeast)
      throws CommandFailedException {
    List<RaiseSectionsResult> results = new ArrayList<>();
    for (int from = first; from <= last; from += ENTRIES) {
      RaiseSectionsRequest.Builder request =
          RaiseSectionsRequest.newBuilder().setClusterId(cluster().getId());
      for (int id = from; id <= Math.min(last, from + ENTRIES - 1); id++) {
        request.addEntries(RaiseSectionsEntry.newBuilder().setSectionId(id).setAtLeast(atLeast));
      }
      results.addAll(call(store -> store.raiseSections(request.build())).getResultsList());
    }
    return results;
  }

  private <R> R call(Function<SequenceStoreBlockingStub, R> call) throws CommandFailedException {
    SequenceStoreBlockingStub store =
        SequenceStoreGrpc.newBlockingStub(channel)
            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return call.apply(store);
    } catch (StatusRuntimeException e) {
      var refusal = StatusMapping.fromThrowable(e);
      if (refusal.isPresent()) {
        throw refusal.get().refusal();
      }
      throw new CommandFailedException(
          "no answer from " + server + ": " + e.getStatus().getCode(), e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
