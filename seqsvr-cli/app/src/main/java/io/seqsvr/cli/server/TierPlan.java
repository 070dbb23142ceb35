package io.seqsvr.cli.server;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server process is to run. */
public sealed interface TierPlan {
  /**
   * Everything in one process, with a database and a ZooKeeper of its own.
   *
   * @param dataDirectory where data stays between runs; created if missing
   * @param ports where to listen
   */
  record Standalone(Path dataDirectory, PortPlan ports) implements TierPlan {}

  /**
   * One tier of a real deployment.
   *
   * @param tier which
   * @param configFile settings in YAML, or null if there is no such file
   * @param settings single settings as {@code key=value}, stronger than file and environment
   */
  record Single(Tier tier, @Nullable Path configFile, List<String> settings) implements TierPlan {
    /** Copies the list. */
    public Single {
      settings = List.copyOf(settings);
    }
  }

  /** A tier that can run alone. */
  enum Tier {
    /** Durable ceilings, in front of MySQL. */
    STORE("store"),

    /** Seqs in memory, in front of the store. */
    ALLOC("alloc"),

    /** Messages, in front of MySQL and the alloc tier. */
    MESSAGE("message");

    private final String label;

    Tier(String label) {
      this.label = label;
    }

    /** Name in commands and in {@code conf/NAME.yml}. */
    public String label() {
      return label;
    }
  }
}
