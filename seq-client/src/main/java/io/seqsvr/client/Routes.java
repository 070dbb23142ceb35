package io.seqsvr.client;

import java.util.List;

/**
 * Which node should serve which section, as one node told it. For people and tools: the client
 * finds the nodes by itself.
 *
 * @param version grows by at least 1 with each change; at least 1
 * @param clusterId identity of the cluster, fixed at its first start: 32 lowercase hexadecimal
 *     digits
 * @param sectionCount number of sections, a power of two from 1 to 16384, inclusive
 * @param hash name of the hash function that turns a conversation into a section
 * @param nodes the nodes that own sections; a section that none of them lists has no owner
 */
public record Routes(
    long version, String clusterId, int sectionCount, String hash, List<Node> nodes) {
  public Routes {
    nodes = List.copyOf(nodes);
  }

  /**
   * One owner and its sections.
   *
   * @param id configured name of the node, the same after a restart
   * @param incarnation one life of that node's process: 32 lowercase hexadecimal digits
   * @param address where clients reach it, {@code host:port}
   * @param sections ascending and disjoint
   */
  public record Node(String id, String incarnation, String address, List<Sections> sections) {
    public Node {
      sections = List.copyOf(sections);
    }
  }

  /**
   * A range of sections.
   *
   * @param first first section, inclusive
   * @param last last section, inclusive
   */
  public record Sections(int first, int last) {}
}
