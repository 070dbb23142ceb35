package io.seqsvr.alloc.config;

import io.seqsvr.alloc.core.AllocSettings;
import io.seqsvr.alloc.core.ReservePolicy;
import io.seqsvr.cluster.core.LeaseTerms;
import io.seqsvr.cluster.core.Share;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of one alloc node, under {@code seqsvr.alloc}. Ranges are checked when {@link #settings}
 * is built, at start.
 *
 * @param nodeId name of the node, the same after a restart: 1 to 64 characters of [a-z0-9.-]
 * @param advertisedAddress host:port that clients are told; empty for the address that is listened
 *     on
 * @param stores host:port of each store, at least one
 * @param storeTimeout of one call to a store, 100 ms to 60 s
 * @param storeCa PEM file of the authority that signed the stores' certificates; empty for
 *     plaintext
 * @param peerCa PEM file of the authority that signed the other alloc nodes' certificates; empty
 *     for plaintext
 * @param zookeeper how to reach ZooKeeper
 * @param lease length of the node's lease, 100 ms to 60 s
 * @param weight how many sections this node gets beside others, relative to their weights, 1 to
 *     1000
 * @param step what a section has ready for each conversation, and the smallest reservation for a
 *     busy one, in seqs
 * @param maxStep largest reservation for a busy conversation, in seqs
 * @param maxCount most seqs of one conversation in a call, at most half a step
 * @param maxBatchEntries most entries of a batch
 * @param initialSlots counters that a section has room for at first, a power of two
 * @param maxSlots counters that a section has room for at most, a power of two
 * @param maxHotCounters conversations of a section with a ceiling of their own, at most; never more
 *     than half of maxSlots, whatever stands here
 * @param grpc where gRPC callers are answered
 * @param http where HTTP callers are answered
 * @param management where health and metrics are read; keep it on loopback
 * @param allowPlaintext whether unencrypted connections are accepted on other addresses than
 *     loopback
 */
@ConfigurationProperties(value = "seqsvr.alloc", ignoreUnknownFields = false)
public record AllocProperties(
    @DefaultValue("alloc-1") String nodeId,
    @DefaultValue("") String advertisedAddress,
    @DefaultValue("127.0.0.1:7101") List<String> stores,
    @DefaultValue("2s") Duration storeTimeout,
    @DefaultValue("") String storeCa,
    @DefaultValue("") String peerCa,
    @DefaultValue ZooKeeper zookeeper,
    @DefaultValue("1s") Duration lease,
    @DefaultValue("100") int weight,
    @DefaultValue("10000") long step,
    @DefaultValue("1000000") long maxStep,
    @DefaultValue("1000") int maxCount,
    @DefaultValue("1000") int maxBatchEntries,
    @DefaultValue("16") int initialSlots,
    @DefaultValue("16384") int maxSlots,
    @DefaultValue("65536") int maxHotCounters,
    @DefaultValue Grpc grpc,
    @DefaultValue Http http,
    @DefaultValue Management management,
    @DefaultValue("false") boolean allowPlaintext) {

  /** Where gRPC callers are answered. */
  public record Grpc(@DefaultValue("127.0.0.1") String address, @DefaultValue("7201") int port) {}

  /** Where HTTP callers are answered. */
  public record Http(@DefaultValue("127.0.0.1") String address, @DefaultValue("7280") int port) {}

  /** Where health and metrics are read. */
  public record Management(
      @DefaultValue("127.0.0.1") String address, @DefaultValue("7290") int port) {}

  /**
   * How to reach ZooKeeper.
   *
   * @param connectString host:port of each server, separated by commas
   * @param root path below which everything of this cluster lies
   * @param timeout of connections and sessions, 100 ms to 60 s
   * @param credentials user:password that all nodes of the cluster share and that alone opens its
   *     tree; empty for a tree that is open to whoever reaches ZooKeeper
   */
  public record ZooKeeper(
      @DefaultValue("127.0.0.1:2181") String connectString,
      @DefaultValue("/seqsvr") String root,
      @DefaultValue("3s") Duration timeout,
      @DefaultValue("") String credentials) {

    /** Without the credentials, for whatever prints settings. */
    @Override
    public String toString() {
      return "ZooKeeper[connectString=" + connectString + ", root=" + root + "]";
    }
  }

  AllocSettings settings() {
    checkTimeout("store-timeout", storeTimeout);
    checkTimeout("zookeeper.timeout", zookeeper.timeout());
    return new AllocSettings(
        new ReservePolicy(step, maxStep),
        (int) Math.min(maxCount, step / 2),
        maxBatchEntries,
        initialSlots,
        maxSlots,
        maxHotCounters,
        LeaseTerms.of(lease));
  }

  /** What the node is to serve beside others. */
  Share share() {
    return Share.of(weight);
  }

  /**
   * The address that clients are told.
   *
   * @throws IllegalArgumentException if it is not set, and the one that is listened on is no
   *     address that a client could use
   */
  String advertised() {
    if (!advertisedAddress.isEmpty()) {
      return advertisedAddress;
    }
    boolean wildcard =
        grpc.address().equals("0.0.0.0") || grpc.address().equals("::") || grpc.address().isEmpty();
    if (wildcard || grpc.port() == 0) {
      throw new IllegalArgumentException(
          "advertised-address must be set where clients cannot connect to what is listened on: "
              + grpc.address()
              + ":"
              + grpc.port());
    }
    return grpc.address() + ":" + grpc.port();
  }

  private static void checkTimeout(String name, Duration timeout) {
    if (timeout.compareTo(Duration.ofMillis(100)) < 0
        || timeout.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new IllegalArgumentException(name + " must be 100 ms..60 s: " + timeout);
    }
  }
}
