package io.seqsvr.alloc.core;

/** Prints the table of docs/benchmarks.md, "Jumps under skew". */
public final class SkewTable {
  private SkewTable() {}

  /** Arguments: seed, and millions of calls a line. */
  public static void main(String[] args) {
    long seed = args.length > 0 ? Long.parseLong(args[0]) : 1;
    long calls = (args.length > 1 ? Long.parseLong(args[1]) : 5) * 1_000_000;
    System.out.println(
        "| exponent | slots | scheme | median jump | largest, without a row | largest, with a row"
            + " | at a re-base | rows / M seqs | calls / M seqs | hot counters | refused, % |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int maxSlots : new int[] {1 << 18, 1 << 15}) {
      for (double exponent : new double[] {0, 0.8, 1.0, 1.2}) {
        SkewRun.Setup setup =
            new SkewRun.Setup(
                seed,
                100_000,
                exponent,
                calls,
                100_000,
                8,
                maxSlots,
                new ReservePolicy(10_000, 1_000_000));
        new SkewRun(setup).play().forEach(System.out::println);
      }
    }
  }
}
