package io.seqsvr.database;

import java.time.Duration;

/**
 * How to reach the database, and how long to wait for it. {@link #toString} leaves the password
 * out.
 *
 * @param keyPrefix of the keys of these settings, for messages: {@code seqsvr.store}
 * @param url {@code jdbc:mysql://host:port/database?...}
 * @param poolSize connections, and so transactions at a time: 1 to 100
 * @param connectTimeout for a connection, from the pool or a new one: 250 ms to 30 s
 * @param socketTimeout for an answer of the database, above lockWaitTimeout: up to 60 s
 * @param lockWaitTimeout for a row that another transaction holds: 1 to 30 s, whole seconds
 * @param pausedWriterTimeout after which the database drops a session that is silent in the middle
 *     of a transaction, and with it the locks: 1 to 30 s, whole seconds
 * @param migrate whether to create and upgrade the tables at the start
 * @param allowUnsafeDurability whether to work with a database that can lose acknowledged commits
 */
public record DatabaseSettings(
    String keyPrefix,
    String url,
    String username,
    String password,
    int poolSize,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration lockWaitTimeout,
    Duration pausedWriterTimeout,
    boolean migrate,
    boolean allowUnsafeDurability) {

  private static final int MAX_POOL_SIZE = 100;

  public DatabaseSettings {
    check(url.startsWith("jdbc:mysql://"), "url must start with jdbc:mysql://", url);
    check(poolSize >= 1 && poolSize <= MAX_POOL_SIZE, "pool-size must be 1..100", poolSize);
    checkRange("connect-timeout", connectTimeout, Duration.ofMillis(250), Duration.ofSeconds(30));
    checkSeconds("lock-wait-timeout", lockWaitTimeout);
    checkSeconds("paused-writer-timeout", pausedWriterTimeout);
    checkRange(
        "socket-timeout", socketTimeout, lockWaitTimeout.plusMillis(1), Duration.ofSeconds(60));
  }

  private static void checkSeconds(String name, Duration value) {
    checkRange(name, value, Duration.ofSeconds(1), Duration.ofSeconds(30));
    check(
        value.equals(Duration.ofSeconds(value.toSeconds())),
        name + " must be whole seconds",
        value);
  }

  private static void checkRange(String name, Duration value, Duration min, Duration max) {
    check(
        value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
        name + " must be " + min.toMillis() + "ms.." + max.toMillis() + "ms",
        value);
  }

  private static void check(boolean ok, String rule, Object value) {
    if (!ok) {
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + url + ", username=" + username + ", poolSize=" + poolSize + "]";
  }
}
