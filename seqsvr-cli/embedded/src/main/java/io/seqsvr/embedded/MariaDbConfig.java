package io.seqsvr.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an {@link EmbeddedMariaDb} is started with.
 *
 * @param directory data, log and password; created if missing, kept between runs, locked while the
 *     server runs
 * @param binariesCache where the server's binaries are unpacked once for all data directories of a
 *     user (330 MB)
 * @param databases created if missing; letters, digits and {@code _} only
 * @param bufferPoolMegabytes InnoDB's page cache, at least 8
 * @param startTimeout from the launch to the first successful login
 * @param stopTimeout from SIGTERM to SIGKILL
 * @param serverArguments appended to mariadbd's command line, so they win over the defaults
 */
public record MariaDbConfig(
    Path directory,
    Path binariesCache,
    List<String> databases,
    int bufferPoolMegabytes,
    Duration startTimeout,
    Duration stopTimeout,
    List<String> serverArguments) {
  private static final Pattern DATABASE_NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

  public MariaDbConfig {
    databases = List.copyOf(databases);
    serverArguments = List.copyOf(serverArguments);
    for (String database : databases) {
      requireDatabaseName(database);
    }
    if (bufferPoolMegabytes < 8) {
      throw new IllegalArgumentException(
          "bufferPoolMegabytes must be >= 8: " + bufferPoolMegabytes);
    }
    requirePositive("startTimeout", startTimeout);
    requirePositive("stopTimeout", stopTimeout);
  }

  /** The defaults: binaries in the user's cache directory, 128 MB of page cache. */
  public static MariaDbConfig of(Path directory, String... databases) {
    return new MariaDbConfig(
        directory,
        defaultBinariesCache(),
        List.of(databases),
        128,
        Duration.ofSeconds(60),
        Duration.ofSeconds(20),
        List.of());
  }

  public MariaDbConfig withBinariesCache(Path newBinariesCache) {
    return new MariaDbConfig(
        directory,
        newBinariesCache,
        databases,
        bufferPoolMegabytes,
        startTimeout,
        stopTimeout,
        serverArguments);
  }

  public MariaDbConfig withServerArguments(String... newServerArguments) {
    return new MariaDbConfig(
        directory,
        binariesCache,
        databases,
        bufferPoolMegabytes,
        startTimeout,
        stopTimeout,
        List.of(newServerArguments));
  }

  /**
   * {@code $XDG_CACHE_HOME/seqsvr}, or {@code ~/.cache/seqsvr} where that is unset or relative (the
   * XDG base directory specification tells to ignore a relative one).
   */
  public static Path defaultBinariesCache() {
    String xdgCacheHome = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdgCacheHome != null && Path.of(xdgCacheHome).isAbsolute()
            ? Path.of(xdgCacheHome)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("seqsvr");
  }

  /** Names are put into SQL as they are, so nothing that could end an identifier passes. */
  static void requireDatabaseName(String name) {
    if (!DATABASE_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("database name must match " + DATABASE_NAME + ": " + name);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be > 0: " + value);
    }
  }
}
