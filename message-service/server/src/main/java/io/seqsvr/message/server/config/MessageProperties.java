package io.seqsvr.message.server.config;

import io.seqsvr.database.DatabaseSettings;
import io.seqsvr.message.server.delivery.DeliverySettings;
import io.seqsvr.message.server.lane.LaneSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything that can be set, with its default; {@code conf/message.yml} explains each key.
 *
 * @param allocs host:port of nodes of the sequence service, at least one
 * @param allocCa PEM file of the authority that signed their certificates; empty for plaintext
 * @param allocTimeout for seqs, all attempts together: 100 ms to 30 s
 * @param startTimeout for the sequence service to answer at the start: 1 s to 10 min
 * @param allowUnsafeDurability whether to work with a database that can lose acknowledged commits
 * @param allowPlaintext whether unencrypted connections to and from other addresses than loopback
 *     are allowed
 * @param database where the rows are
 * @param lanes how messages are stored
 * @param delivery how messages are brought to devices
 * @param grpc how callers reach the service
 */
@ConfigurationProperties(prefix = MessageProperties.PREFIX, ignoreUnknownFields = false)
public record MessageProperties(
    @DefaultValue("127.0.0.1:7201") List<String> allocs,
    @DefaultValue("") String allocCa,
    @DefaultValue("2s") Duration allocTimeout,
    @DefaultValue("30s") Duration startTimeout,
    @DefaultValue("false") boolean allowUnsafeDurability,
    @DefaultValue("false") boolean allowPlaintext,
    @DefaultValue Database database,
    @DefaultValue Lanes lanes,
    @DefaultValue Delivery delivery,
    @DefaultValue Grpc grpc) {

  static final String PREFIX = "seqsvr.message";

  /** Checks what concerns more than one part; the parts have checked themselves. */
  public MessageProperties {
    allocs = List.copyOf(allocs);
    Ranges.check("allocs", allocs.size(), 1, 100);
    Ranges.check("alloc-timeout", allocTimeout, Duration.ofMillis(100), Duration.ofSeconds(30));
    Ranges.check("start-timeout", startTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
    DatabaseSettings settings = database.settings(allowUnsafeDurability); // checks the ranges
    if (settings.poolSize() <= lanes.workers()) {
      throw new IllegalArgumentException(
          "database.pool-size must be above lanes.workers, which is "
              + lanes.workers()
              + ": "
              + settings.poolSize());
    }
  }

  DatabaseSettings databaseSettings() {
    return database.settings(allowUnsafeDurability);
  }

  /** Connections that the lanes leave to reads, and so reads at a time. */
  int readers() {
    return database.poolSize() - lanes.workers();
  }

  /** The database; ranges are those of {@link DatabaseSettings}. */
  public record Database(
      @DefaultValue("jdbc:mysql://127.0.0.1:3306/seqsvr_message") String url,
      @DefaultValue("seqsvr") String username,
      @DefaultValue("") String password,
      @DefaultValue("16") int poolSize,
      @DefaultValue("1s") Duration connectTimeout,
      @DefaultValue("3s") Duration socketTimeout,
      @DefaultValue("2s") Duration lockWaitTimeout,
      @DefaultValue("2s") Duration pausedWriterTimeout,
      @DefaultValue("true") boolean migrate) {

    private DatabaseSettings settings(boolean allowUnsafeDurability) {
      return new DatabaseSettings(
          PREFIX,
          url,
          username,
          password,
          poolSize,
          connectTimeout,
          socketTimeout,
          lockWaitTimeout,
          pausedWriterTimeout,
          migrate,
          allowUnsafeDurability);
    }

    @Override
    public String toString() {
      return "Database[url=" + url + ", username=" + username + "]"; // never the password
    }
  }

  /**
   * How messages are stored; batch, queue and times are those of {@link LaneSettings}.
   *
   * @param count a power of two, 1 to 4096; fixed by the first start
   * @param workers threads that serve the lanes, and so batches at a time: 1 to 64
   * @param maxBatch most messages of a batch: 1 to 500
   * @param linger how long a batch waits for company: 0 to 100 ms
   * @param maxQueued messages that wait in one lane: 4 to 1 000 000
   * @param maxQueuedSize bytes of waiting bodies, in all lanes together: 1 MB to 64 GB
   * @param sendTimeout after which a sender is told that the outcome is not known: 100 ms to 60 s
   */
  public record Lanes(
      @DefaultValue("256") int count,
      @DefaultValue("8") int workers,
      @DefaultValue("500") int maxBatch,
      @DefaultValue("0ms") Duration linger,
      @DefaultValue("2000") int maxQueued,
      @DefaultValue("256MB") DataSize maxQueuedSize,
      @DefaultValue("5s") Duration sendTimeout) {

    private static final int MAX_COUNT = 4_096;

    public Lanes {
      if (count < 1 || count > MAX_COUNT || Integer.bitCount(count) != 1) {
        throw new IllegalArgumentException(
            "lanes.count must be a power of two, 1.." + MAX_COUNT + ": " + count);
      }
      Ranges.check("lanes.workers", workers, 1, 64);
      Ranges.check("lanes.max-batch", maxBatch, 1, LaneSettings.MAX_BATCH_MESSAGES);
      Ranges.check("lanes.linger", linger, Duration.ZERO, Duration.ofMillis(100));
      Ranges.check("lanes.max-queued", maxQueued, 4, 1_000_000);
      Ranges.check(
          "lanes.max-queued-size",
          maxQueuedSize,
          DataSize.ofMegabytes(1),
          DataSize.ofGigabytes(64));
      Ranges.check(
          "lanes.send-timeout", sendTimeout, Duration.ofMillis(100), Duration.ofSeconds(60));
    }

    LaneSettings settings() {
      LaneSettings defaults = LaneSettings.defaults();
      return new LaneSettings(
          maxBatch,
          defaults.maxBatchBytes(),
          linger,
          maxQueued,
          maxQueued / 4 * 3, // one conversation leaves room for its neighbours
          maxQueuedSize.toBytes(),
          defaults.cacheEntries(),
          defaults.retries(),
          defaults.retryPause(),
          sendTimeout,
          defaults.retryAfter(),
          defaults.closeTimeout());
    }
  }

  /**
   * How messages are brought to devices.
   *
   * @param retryBase without progress until the first resend, doubling with each: 100 ms to 60 s
   * @param retries resends without progress: 1 to 10
   * @param maxResend most messages of a resend: 1 to 1000
   * @param windowMessages sent to a device before it acknowledges any: 2 to 10 000
   * @param windowSize bytes of their bodies: 64 KB to 64 MB
   * @param heartbeat between two of them: 100 ms to 10 min
   * @param cacheSize of the bodies of recent messages: 1 MB to 64 GB
   * @param maxConnections devices at a time: 1 to 1 000 000
   * @param maxConnectionsPerUser devices of one user at a time: 1 to 10 000
   */
  public record Delivery(
      @DefaultValue("5s") Duration retryBase,
      @DefaultValue("4") int retries,
      @DefaultValue("32") int maxResend,
      @DefaultValue("256") int windowMessages,
      @DefaultValue("1MB") DataSize windowSize,
      @DefaultValue("30s") Duration heartbeat,
      @DefaultValue("64MB") DataSize cacheSize,
      @DefaultValue("100000") int maxConnections,
      @DefaultValue("100") int maxConnectionsPerUser) {

    public Delivery {
      Ranges.check(
          "delivery.retry-base", retryBase, Duration.ofMillis(100), Duration.ofSeconds(60));
      Ranges.check("delivery.retries", retries, 1, 10);
      Ranges.check("delivery.max-resend", maxResend, 1, 1_000);
      Ranges.check("delivery.window-messages", windowMessages, 2, 10_000);
      Ranges.check(
          "delivery.window-size", windowSize, DataSize.ofKilobytes(64), DataSize.ofMegabytes(64));
      Ranges.check("delivery.heartbeat", heartbeat, Duration.ofMillis(100), Duration.ofMinutes(10));
      Ranges.check(
          "delivery.cache-size", cacheSize, DataSize.ofMegabytes(1), DataSize.ofGigabytes(64));
      Ranges.check("delivery.max-connections", maxConnections, 1, 1_000_000);
      Ranges.check("delivery.max-connections-per-user", maxConnectionsPerUser, 1, 10_000);
    }

    DeliverySettings settings() {
      DeliverySettings defaults = DeliverySettings.defaults();
      return new DeliverySettings(
          maxConnections,
          maxConnectionsPerUser,
          defaults.maxConversationsPerSession(),
          windowMessages,
          windowSize.toBytes(),
          defaults.pageMessages(),
          defaults.pageBytes(),
          heartbeat.toNanos(),
          defaults.helloNanos(),
          retryBase.toNanos(),
          retries,
          maxResend,
          defaults.maxSendsInFlight(),
          defaults.maxStickyRefusals(),
          defaults.maxQueuedReads(),
          defaults.maxQueuedEvents(),
          defaults.visibilityPage(),
          defaults.digestHeads(),
          defaults.reconnectMillis());
    }
  }

  /**
   * The gRPC server.
   *
   * @param address the address to listen on
   * @param port 0 to 65 535; 0 takes a free one
   * @param maxQueuedCalls reads that may wait for a connection to the database: 1 to 100 000
   */
  public record Grpc(
      @DefaultValue("127.0.0.1") String address,
      @DefaultValue("7301") int port,
      @DefaultValue("1024") int maxQueuedCalls) {

    public Grpc {
      Ranges.check("grpc.port", port, 0, 65_535);
      Ranges.check("grpc.max-queued-calls", maxQueuedCalls, 1, 100_000);
    }
  }
}
