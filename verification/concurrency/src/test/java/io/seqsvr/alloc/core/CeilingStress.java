package io.seqsvr.alloc.core;

import static io.seqsvr.alloc.core.Counters.A;
import static io.seqsvr.alloc.core.Counters.B;
import static io.seqsvr.alloc.core.Counters.C;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Callers of a conversation whose own ceiling rises. Hunts numbers above what is durable, and hot
 * counters that a caller misses or sees half made.
 */
public final class CeilingStress {
  private CeilingStress() {}

  /**
   * The ceiling is used only after the commit: whoever gets a number above the old ceiling sees
   * what was written before the new one was published.
   */
  @JCStressTest
  @Outcome(id = "-1, 10", expect = Expect.ACCEPTABLE, desc = "before the commit")
  @Outcome(id = "-1, 20", expect = Expect.ACCEPTABLE, desc = "before the publication")
  @Outcome(id = "11, 20", expect = Expect.ACCEPTABLE, desc = "after the publication")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number that is not durable")
  @State
  public static class Commit {
    private final CounterTable table = Counters.growing();
    private final HotCounter own = new HotCounter(A, 0, Counters.found(10, 10));
    private final HotCounters hot = new HotCounters(1);

    /** Not volatile: only the publication of the buffer makes it visible. */
    private long durable = 10;

    public Commit() {
      table.seed(A, 10);
      hot.addFound(own);
    }

    @Actor
    public void step(JJ_Result r) {
      r.r1 = table.next(A, 1, 0, hot);
      r.r2 = durable;
    }

    @Actor
    public void reserve() {
      SeqBuffer wish = own.buffer().reserving(Counters.POLICY, 10, 0, 0, 0, 0);
      own.publish(wish);
      durable = wish.pendingCeiling();
      own.publish(wish.confirmed(durable, Counters.POLICY, 10, 0, 0));
    }
  }

  /** A wish alone raises no ceiling, however long the store takes. */
  @JCStressTest
  @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "nothing is confirmed")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number that is not durable")
  @State
  public static class Wish {
    private final CounterTable table = Counters.growing();
    private final HotCounter own = new HotCounter(A, 0, Counters.found(10, 10));
    private final HotCounters hot = new HotCounters(1);

    public Wish() {
      table.seed(A, 10);
      hot.addFound(own);
    }

    @Actor
    public void step(JJ_Result r) {
      r.r1 = table.next(A, 1, 0, hot);
      r.r2 = table.next(A, 1, 0, hot);
    }

    @Actor
    public void wish() {
      own.publish(own.buffer().reserving(Counters.POLICY, 10, 0, 0, 0, 0));
    }
  }

  /** The array of hot counters is enlarged by a third one. */
  @JCStressTest
  @Outcome(id = "11, -1", expect = Expect.ACCEPTABLE, desc = "before the promotion")
  @Outcome(id = "11, 31", expect = Expect.ACCEPTABLE, desc = "after the promotion")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a hot counter is missed or half made")
  @State
  public static class Promotion {
    private final CounterTable table = Counters.growing();
    private final HotCounters hot = new HotCounters(3);

    public Promotion() {
      table.seed(A, 10);
      table.seed(C, 30);
      hot.addFound(new HotCounter(A, 0, Counters.found(20, 10)));
      hot.addFound(new HotCounter(B, 0, Counters.found(20, 10)));
    }

    @Actor
    public void step(JJ_Result r) {
      r.r1 = table.next(A, 1, 0, hot);
      r.r2 = table.next(C, 1, 0, hot);
    }

    @Actor
    public void promote() {
      hot.addFound(new HotCounter(C, 0, Counters.found(40, 30)));
    }
  }
}
