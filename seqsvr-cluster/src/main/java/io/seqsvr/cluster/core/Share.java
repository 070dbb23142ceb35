package io.seqsvr.cluster.core;

/**
 * How much of the cluster a node is to serve.
 *
 * @param weight relative to the weights of the other nodes, 1 to 1000
 * @param leaving whether it wants to serve nothing any more
 */
public record Share(int weight, boolean leaving) {
  /** Heaviest weight. */
  public static final int MAX_WEIGHT = 1_000;

  /** What a node has unless its operator says otherwise. */
  public static final Share NORMAL = new Share(100, false);

  public Share {
    if (weight < 1 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException("weight must be 1.." + MAX_WEIGHT + ": " + weight);
    }
  }

  /** The same node on its way out. */
  public Share toLeave() {
    return new Share(weight, true);
  }
}
