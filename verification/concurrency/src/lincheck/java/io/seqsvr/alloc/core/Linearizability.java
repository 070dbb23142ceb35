package io.seqsvr.alloc.core;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How long Lincheck looks: short, or with {@code -Dseqsvr.concurrency.long=true} many times as
 * long.
 *
 * <p>The model checker knows sequential consistency only: an access mode that is too weak is for
 * stress and jcstress to find.
 */
final class Linearizability {
  private static final boolean LONG = Boolean.getBoolean("seqsvr.concurrency.long");

  private Linearizability() {}

  static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .iterations(LONG ? 100 : 10)
        .invocationsPerIteration(LONG ? 1_000 : 200)
        .threads(LONG ? 3 : 2)
        .actorsBefore(3)
        .actorsPerThread(3)
        .actorsAfter(2);
  }

  static StressOptions stress() {
    return new StressOptions()
        .iterations(LONG ? 100 : 5)
        .invocationsPerIteration(LONG ? 1_000 : 200)
        .threads(2)
        .actorsBefore(3)
        .actorsPerThread(3)
        .actorsAfter(2);
  }
}
