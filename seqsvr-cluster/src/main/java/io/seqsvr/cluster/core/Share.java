package io.seqsvr.cluster.core;

/**
 * How much of the cluster a node is to serve.
 *
 * @param weight relative to the weights of the other nodes, 1 to 1000
 * @param leaving whether it wants to serve nothing any more
 * @param cutOff whether the register of rows does not answer it: what it serves it may go on to
 *     serve, but it can neither take sections nor give them back
 */
public record Share(int weight, boolean leaving, boolean cutOff) {
  /** Heaviest weight. */
  public static final int MAX_WEIGHT = 1_000;

  /** What a node has unless its operator says otherwise. */
  public static final Share NORMAL = new Share(100, false, false);

  public Share {
    if (weight < 1 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException("weight must be 1.." + MAX_WEIGHT + ": " + weight);
    }
  }

  /** A node that stays and that the store answers. */
  public static Share of(int weight) {
    return new Share(weight, false, false);
  }

  /** The same node on its way out. */
  public Share toLeave() {
    return new Share(weight, true, cutOff);
  }

  /** The same node with or without an answer from the register of rows. */
  public Share cutOff(boolean is) {
    return new Share(weight, leaving, is);
  }
}
