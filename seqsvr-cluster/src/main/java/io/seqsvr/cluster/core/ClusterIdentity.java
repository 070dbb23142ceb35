package io.seqsvr.cluster.core;

/**
 * What a cluster is, fixed at its first start: every part of it carries the same value or refuses
 * to work with the others.
 *
 * @param id 32 lowercase hexadecimal digits
 * @param sectionCount a power of two, 1 to 16 384
 * @param hash name of the hash function that maps conversations to sections
 */
public record ClusterIdentity(String id, int sectionCount, String hash) {
  /** Most sections that a cluster can have. */
  public static final int MAX_SECTION_COUNT = 16_384;

  public ClusterIdentity {
    if (!RandomId.isWellFormed(id)) {
      throw new IllegalArgumentException("cluster id must be 32 hexadecimal digits: " + id);
    }
    checkSectionCount(sectionCount);
    if (hash.isEmpty()) {
      throw new IllegalArgumentException("hash must be named");
    }
  }

  /**
   * Checks a number of sections.
   *
   * @throws IllegalArgumentException if the count is no power of two from 1 to 16 384
   */
  public static void checkSectionCount(int sectionCount) {
    if (sectionCount < 1
        || sectionCount > MAX_SECTION_COUNT
        || Integer.bitCount(sectionCount) != 1) {
      throw new IllegalArgumentException(
          "section count must be a power of two from 1 to "
              + MAX_SECTION_COUNT
              + ": "
              + sectionCount);
    }
  }
}
