package io.seqsvr.failover.load;

import io.seqsvr.api.key.ConversationKey;
import java.util.ArrayList;
import java.util.List;

/** Conversations, equally many in each section. Immutable. */
public final class Keys {
  private final List<Key> all;
  private final List<Key> firsts;

  private Keys(List<Key> all, List<Key> firsts) {
    this.all = List.copyOf(all);
    this.firsts = List.copyOf(firsts);
  }

  /** A conversation of the default namespace, and its section. */
  public record Key(String name, int section) {
    /** With its section worked out. */
    public static Key of(String name, int sections) {
      return new Key(name, ConversationKey.section(ConversationKey.hash("", name), sections));
    }
  }

  /**
   * Conversations of a cluster.
   *
   * @param sections of the cluster
   * @param perSection at least 1
   */
  public static Keys of(String prefix, int sections, int perSection) {
    List<List<Key>> bySection = new ArrayList<>();
    for (int section = 0; section < sections; section++) {
      bySection.add(new ArrayList<>());
    }
    int missing = sections * perSection;
    for (int i = 0; missing > 0; i++) {
      Key key = Key.of(prefix + i, sections);
      if (bySection.get(key.section()).size() < perSection) {
        bySection.get(key.section()).add(key);
        missing--;
      }
    }
    return new Keys(
        bySection.stream().flatMap(List::stream).toList(),
        bySection.stream().map(keys -> keys.get(0)).toList());
  }

  /** All of them. */
  public List<Key> all() {
    return all;
  }

  /** One of a section, always the same. */
  public Key first(int section) {
    return firsts.get(section);
  }
}
