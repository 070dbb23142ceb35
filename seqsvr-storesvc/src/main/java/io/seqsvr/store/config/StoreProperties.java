package io.seqsvr.store.config;

import io.seqsvr.cluster.core.ClusterIdentity;
import io.seqsvr.database.DatabaseSettings;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be set, with its default; {@code conf/store.yml} explains each key.
 *
 * @param sectionCount a power of two, 1 to 16 384; fixed by the first start of a cluster
 * @param allowUnsafeDurability whether to work with a database that can lose acknowledged commits
 * @param database where the rows are
 * @param grpc how callers reach the store
 */
@ConfigurationProperties(prefix = StoreProperties.PREFIX, ignoreUnknownFields = false)
public record StoreProperties(
    @DefaultValue("1024") int sectionCount,
    @DefaultValue("false") boolean allowUnsafeDurability,
    @DefaultValue Database database,
    @DefaultValue Grpc grpc) {

  static final String PREFIX = "seqsvr.store";

  public StoreProperties {
    ClusterIdentity.checkSectionCount(sectionCount);
    Objects.requireNonNull(database.settings(allowUnsafeDurability)); // checks the ranges
  }

  DatabaseSettings databaseSettings() {
    return database.settings(allowUnsafeDurability);
  }

  /** The database; ranges are those of {@link DatabaseSettings}. */
  public record Database(
      @DefaultValue("jdbc:mysql://127.0.0.1:3306/seqsvr") String url,
      @DefaultValue("seqsvr") String username,
      @DefaultValue("") String password,
      @DefaultValue("8") int poolSize,
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
   * The gRPC server.
   *
   * @param address the address to listen on
   * @param port 0 to 65 535; 0 takes a free one
   * @param callTimeout for calls without an earlier deadline: 100 ms to 60 s
   * @param maxQueuedCalls calls that may wait for a connection to the database: 1 to 100 000
   * @param allowPlaintext whether to serve without TLS on an address that is not loopback
   */
  public record Grpc(
      @DefaultValue("127.0.0.1") String address,
      @DefaultValue("7101") int port,
      @DefaultValue("5s") Duration callTimeout,
      @DefaultValue("256") int maxQueuedCalls,
      @DefaultValue("false") boolean allowPlaintext) {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_QUEUED = 100_000;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

    public Grpc {
      if (port < 0 || port > MAX_PORT) {
        throw new IllegalArgumentException("port must be 0.." + MAX_PORT + ": " + port);
      }
      if (maxQueuedCalls < 1 || maxQueuedCalls > MAX_QUEUED) {
        throw new IllegalArgumentException(
            "max-queued-calls must be 1.." + MAX_QUEUED + ": " + maxQueuedCalls);
      }
      if (callTimeout.compareTo(MIN_TIMEOUT) < 0 || callTimeout.compareTo(MAX_TIMEOUT) > 0) {
        throw new IllegalArgumentException("call-timeout must be 100ms..60s: " + callTimeout);
      }
    }
  }
}
