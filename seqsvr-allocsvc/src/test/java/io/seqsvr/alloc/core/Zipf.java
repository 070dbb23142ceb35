package io.seqsvr.alloc.core;

import java.util.Arrays;
import java.util.Random;

/** Picks 0 to n - 1, the i-th with a probability in proportion to 1 / (i + 1)^exponent. */
final class Zipf {
  private final double[] upTo;
  private final Random random;

  Zipf(int size, double exponent, Random random) {
    this.random = random;
    this.upTo = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.pow(i + 1, -exponent);
      upTo[i] = sum;
    }
  }

  int next() {
    int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return Math.min(upTo.length - 1, found < 0 ? -found - 1 : found);
  }
}
