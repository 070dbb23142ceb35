package io.seqsvr.cli.demo.stage;

import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.client.Routes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Which node owns which section, as a routing table says. Immutable. */
public final class SectionOwners {
  private static final String NOBODY = "";

  private final long version;
  private final String[] nodes;

  private SectionOwners(long version, String[] nodes) {
    this.version = version;
    this.nodes = nodes;
  }

  /** Those of a routing table. */
  public static SectionOwners of(Routes routes) {
    String[] nodes = new String[routes.sectionCount()];
    Arrays.fill(nodes, NOBODY);
    for (Routes.Node node : routes.nodes()) {
      for (Routes.Sections range : node.sections()) {
        Arrays.fill(nodes, range.first(), range.last() + 1, node.id());
      }
    }
    return new SectionOwners(routes.version(), nodes);
  }

  /** Version of the table. */
  public long version() {
    return version;
  }

  /** Number of all sections. */
  public int sections() {
    return nodes.length;
  }

  /** Id of the node that owns a conversation; empty if none does. */
  public String nodeOf(String namespace, String conversation) {
    return nodes[
        ConversationKey.section(ConversationKey.hash(namespace, conversation), nodes.length)];
  }

  /** How many sections a node owns. */
  public int sectionsOf(String node) {
    return sectionsByNode().getOrDefault(node, 0);
  }

  /** Whether so many nodes own all sections, none of them more than one more than another. */
  public boolean isLevel(int count) {
    Map<String, Integer> sections = sectionsByNode();
    int fewest = sections.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    int most = sections.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return sections.size() == count && !sections.containsKey(NOBODY) && most - fewest <= 1;
  }

  /** How many sections of a node have got another owner in a later table. */
  public int movedFrom(String node, SectionOwners later) {
    int moved = 0;
    for (int section = 0; section < nodes.length; section++) {
      String next = later.nodes[section];
      boolean lost = nodes[section].equals(node) && !next.equals(node) && !next.equals(NOBODY);
      moved += lost ? 1 : 0;
    }
    return moved;
  }

  private Map<String, Integer> sectionsByNode() {
    Map<String, Integer> sections = new HashMap<>();
    for (String node : nodes) {
      sections.merge(Objects.requireNonNull(node), 1, Integer::sum);
    }
    return sections;
  }
}
