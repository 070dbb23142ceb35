package io.seqsvr.alloc.core;

import org.jetbrains.lincheck.datastructures.LongGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Many conversations of a table that grows: every history of {@code next}, {@code raise} and {@code
 * last} is one of some order of whole calls. Hunts lost, repeated and forgotten numbers.
 *
 * <p>The schedules of the model checker are the same in every run; a failure prints the calls and
 * the switches between threads. {@link Linearizability} says how to look longer.
 */
@Param(name = "key", gen = LongGen.class, conf = "1:5")
@Param(name = "count", gen = LongGen.class, conf = "1:2")
@Param(name = "atLeast", gen = LongGen.class, conf = "1:9")
public class CountersLincheckTest {
  private static final long CEILING = 12;

  private final CounterTable table = Counters.growing();

  @Operation
  public long next(@Param(name = "key") long key, @Param(name = "count") long count) {
    return Counters.next(table, key, count, CEILING);
  }

  @Operation
  public long raise(@Param(name = "key") long key, @Param(name = "atLeast") long atLeast) {
    return table.raise(key, atLeast);
  }

  @Operation
  public long last(@Param(name = "key") long key) {
    return table.last(key);
  }

  @Test
  void modelChecked() {
    Linearizability.modelChecking().sequentialSpecification(Model.class).check(getClass());
  }

  @Test
  void stressed() {
    Linearizability.stress().sequentialSpecification(Model.class).check(getClass());
  }

  /** The same, for one caller at a time. */
  public static final class Model {
    private final long[] last = new long[6];

    /** As {@link CounterTable#next}. */
    public long next(long key, long count) {
      long before = last[(int) key];
      if (count > CEILING - before) {
        return CounterTable.AT_CEILING;
      }
      last[(int) key] = before + count;
      return before + 1;
    }

    /** As {@link CounterTable#raise}. */
    public long raise(long key, long atLeast) {
      last[(int) key] = Math.max(last[(int) key], atLeast);
      return last[(int) key];
    }

    /** As {@link CounterTable#last}. */
    public long last(long key) {
      return last[(int) key];
    }
  }
}
