package io.seqsvr.benchmarks.run;

/**
 * How long each process measures.
 *
 * @param warmUps iterations before those that count
 * @param iterations that count, at least 2
 * @param iterationMillis of each
 * @param steadyRate calls a second where they come at a fixed rate
 * @param steadySeconds of each of two iterations at a fixed rate, of which the second counts
 * @param forks whether in processes of their own; false for a test only
 */
record Timing(
    int warmUps,
    int iterations,
    int iterationMillis,
    int steadyRate,
    int steadySeconds,
    boolean forks) {
  static final Timing FULL = new Timing(2, 3, 1_000, 200_000, 4, true);
  static final Timing QUICK = new Timing(1, 2, 250, 200_000, 1, true);
}
