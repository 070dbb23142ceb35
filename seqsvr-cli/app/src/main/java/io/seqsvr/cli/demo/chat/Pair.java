package io.seqsvr.cli.demo.chat;

/** Two users who talk to each other, or one who talks to himself. */
record Pair(String userA, String userB) {
  /** The pair, whoever of them is named first. */
  static Pair of(String one, String other) {
    return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
  }
}
