package io.seqsvr.cli.demo.stage;

import io.seqsvr.embedded.EmbeddedMariaDb;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings of one tier that runs on this machine. Not thread-safe. */
public final class TierSettings {
  /** Where everything listens. */
  public static final String HOST = "127.0.0.1";

  private final Map<String, String> values = new TreeMap<>();

  /** Sets one key. */
  public TierSettings set(String key, String value) {
    values.put(key, value);
    return this;
  }

  /**
   * Sets where and as whom a database is found. The password is not among them: every user of the
   * machine can read a command line.
   *
   * @param prefix of the keys, for example {@code seqsvr.store}
   */
  public TierSettings database(String prefix, EmbeddedMariaDb database, String name) {
    return set(prefix + ".database.url", database.jdbcUrl(name))
        .set(prefix + ".database.username", database.user());
  }

  /** By our key and by Spring's, which {@code SERVER_PORT} and its like would set else. */
  public TierSettings listen(String ourKey, String springKey, int port) {
    for (String key : List.of(ourKey, springKey)) {
      set(key + ".address", HOST).set(key + ".port", Integer.toString(port));
    }
    return this;
  }

  /** All of them. */
  public Map<String, String> asMap() {
    return Map.copyOf(values);
  }
}
