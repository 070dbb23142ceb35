package io.seqsvr.alloc.core;

import org.jetbrains.lincheck.datastructures.LongGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * One conversation through all that happens to its table: growth, new bases, a ceiling of its own
 * that rises, and the closing. Hunts the same as {@link CountersLincheckTest}, numbers after the
 * closing, and snapshots that are not what was handed out.
 *
 * <p>Only one conversation, because closing and beginning anew are atomic for each, and not for all
 * of them together: nothing is promised across conversations.
 */
@Param(name = "count", gen = LongGen.class, conf = "1:3")
@Param(name = "atLeast", gen = LongGen.class, conf = "1:8")
@Param(name = "base", gen = LongGen.class, conf = "1:8")
@Param(name = "other", gen = LongGen.class, conf = "2:6")
public class CounterLifeLincheckTest {
  private static final long KEY = 1;

  /** Of the section: high enough for every base, so that only hot conversations pass it. */
  private static final long CEILING = 8;

  private final CounterTable table = Counters.growing();
  private final HotCounters hot = new HotCounters(1);

  @Operation
  public long next(@Param(name = "count") long count) {
    return table.next(KEY, count, CEILING, hot);
  }

  @Operation
  public long raise(@Param(name = "atLeast") long atLeast) {
    return table.raise(KEY, atLeast);
  }

  @Operation
  public long last() {
    return table.last(KEY);
  }

  /** Another conversation, which takes room; what it gets is not looked at. */
  @Operation
  public void grow(@Param(name = "other") long other) {
    var unused = Counters.next(table, other, 1, CEILING);
  }

  @Operation
  public void rebase(@Param(name = "base") long base) {
    table.rebase(base);
  }

  /** Under the section's monitor in the allocator: never two at a time. */
  @Operation(nonParallelGroup = "monitor")
  public long wish() {
    HotCounter own = own();
    SeqBuffer wish = own.buffer().reserving(Counters.POLICY, CEILING, CEILING, 0, 0, 0);
    own.publish(wish);
    return wish.pendingCeiling();
  }

  /** Confirms what is pending. */
  @Operation(nonParallelGroup = "monitor")
  public long confirm() {
    HotCounter own = own();
    SeqBuffer wish = own.buffer();
    SeqBuffer confirmed = wish.confirmed(wish.pendingCeiling(), Counters.POLICY, CEILING, 0, 0);
    own.publish(confirmed);
    return confirmed.ceiling();
  }

  private HotCounter own() {
    HotCounter own = hot.find(KEY);
    if (own == null) {
      own = new HotCounter(KEY, 0, SeqBuffer.withoutRow(0, CEILING));
      hot.addFound(own);
    }
    return own;
  }

  /** Returns what the snapshot says of the conversation. */
  @Operation
  public long close() {
    return Counters.last(Counters.close(table), KEY);
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
    private long base;
    private long last;
    private boolean closed;
    private SeqBuffer buffer = SeqBuffer.withoutRow(0, CEILING);

    /** As {@link CounterTable#next}. */
    public long next(long count) {
      long before = Math.max(last, base);
      if (closed) {
        return CounterTable.CLOSED;
      }
      if (count > Math.max(CEILING, buffer.ceiling()) - before) {
        return CounterTable.AT_CEILING;
      }
      last = before + count;
      return before + 1;
    }

    /** As {@link CounterTable#raise}. */
    public long raise(long atLeast) {
      if (closed) {
        return CounterTable.CLOSED;
      }
      last = Math.max(Math.max(last, base), atLeast);
      return last;
    }

    /** As {@link CounterTable#last}. */
    public long last() {
      return last;
    }

    /** Changes nothing for this conversation. */
    public void grow(long other) {}

    /** As {@link CounterTable#rebase}. */
    public void rebase(long newBase) {
      if (!closed && newBase > base) {
        base = newBase;
        last = last > base ? last : 0;
      }
    }

    /** A wish changes no ceiling. */
    public long wish() {
      buffer = buffer.reserving(Counters.POLICY, CEILING, CEILING, 0, 0, 0);
      return buffer.pendingCeiling();
    }

    /** The ceiling rises. */
    public long confirm() {
      buffer = buffer.confirmed(buffer.pendingCeiling(), Counters.POLICY, CEILING, 0, 0);
      return buffer.ceiling();
    }

    /** As {@link CounterTable#close}. */
    public long close() {
      closed = true;
      return last;
    }
  }
}
