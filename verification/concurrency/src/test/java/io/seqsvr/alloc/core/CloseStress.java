package io.seqsvr.alloc.core;

import static io.seqsvr.alloc.core.Counters.A;
import static io.seqsvr.alloc.core.Counters.D;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJJ_Result;

/**
 * Callers and the closing of a table. Hunts numbers that are handed out after the closing or are
 * not in its snapshot.
 */
public final class CloseStress {
  private CloseStress() {}

  /** Two steps of a conversation in use. */
  @JCStressTest
  @Outcome(id = "-3, -3, 3, -3", expect = Expect.ACCEPTABLE, desc = "close, step, step")
  @Outcome(id = "4, -3, 4, -3", expect = Expect.ACCEPTABLE, desc = "step, close, step")
  @Outcome(id = "4, 5, 5, -3", expect = Expect.ACCEPTABLE, desc = "step, step, close")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot is not what was handed out")
  @State
  public static class UsedSlot {
    private final CounterTable table = Counters.growing();

    public UsedSlot() {
      var unused = Counters.next(table, A, 3, 100);
    }

    @Actor
    public void steps(JJJJ_Result r) {
      r.r1 = Counters.next(table, A, 1, 100);
      r.r2 = Counters.next(table, A, 1, 100);
    }

    @Actor
    public void close(JJJJ_Result r) {
      r.r3 = Counters.last(Counters.close(table), A);
    }

    @Arbiter
    public void after(JJJJ_Result r) {
      r.r4 = Counters.next(table, A, 1, 100);
    }
  }

  /** The first step of a conversation is the claim of an empty slot, which is closed as well. */
  @JCStressTest
  @Outcome(id = "-3, -3, 0, -3", expect = Expect.ACCEPTABLE, desc = "close, claim, step")
  @Outcome(id = "1, -3, 1, -3", expect = Expect.ACCEPTABLE, desc = "claim, close, step")
  @Outcome(id = "1, 2, 2, -3", expect = Expect.ACCEPTABLE, desc = "claim, step, close")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot is not what was handed out")
  @State
  public static class EmptySlot {
    private final CounterTable table = Counters.growing();

    @Actor
    public void steps(JJJJ_Result r) {
      r.r1 = Counters.next(table, A, 1, 100);
      r.r2 = Counters.next(table, A, 1, 100);
    }

    @Actor
    public void close(JJJJ_Result r) {
      r.r3 = Counters.last(Counters.close(table), A);
    }

    @Arbiter
    public void after(JJJJ_Result r) {
      r.r4 = Counters.next(table, A, 1, 100);
    }
  }

  /** Two callers, of whom one closes. */
  @JCStressTest
  @Outcome(id = "1, 2, 2, -3", expect = Expect.ACCEPTABLE, desc = "first, second, close")
  @Outcome(id = "2, 1, 2, -3", expect = Expect.ACCEPTABLE, desc = "second, first, close")
  @Outcome(id = "-3, 1, 1, -3", expect = Expect.ACCEPTABLE, desc = "second, close, first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot is not what was handed out")
  @State
  public static class TwoCallers {
    private final CounterTable table = Counters.growing();

    @Actor
    public void first(JJJJ_Result r) {
      r.r1 = Counters.next(table, A, 1, 100);
    }

    @Actor
    public void secondAndClose(JJJJ_Result r) {
      r.r2 = Counters.next(table, A, 1, 100);
      r.r3 = Counters.last(Counters.close(table), A);
    }

    @Arbiter
    public void after(JJJJ_Result r) {
      r.r4 = Counters.next(table, A, 1, 100);
    }
  }

  /** A conversation that makes the table grow, and one that is carried over. */
  @JCStressTest
  @Outcome(id = "1, 4, 1, 4", expect = Expect.ACCEPTABLE, desc = "growth, step, close")
  @Outcome(id = "1, -3, 1, 3", expect = Expect.ACCEPTABLE, desc = "growth, close, step")
  @Outcome(id = "-3, -3, 0, 3", expect = Expect.ACCEPTABLE, desc = "close, nothing grows")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot is not what was handed out")
  @State
  public static class GrowingTable {
    private final CounterTable table = Counters.fullOfThree(3);

    @Actor
    public void steps(JJJJ_Result r) {
      r.r1 = Counters.next(table, D, 1, 100);
      r.r2 = Counters.next(table, A, 1, 100);
    }

    @Actor
    public void close(JJJJ_Result r) {
      Snapshot snapshot = Counters.close(table);
      r.r3 = Counters.last(snapshot, D);
      r.r4 = Counters.last(snapshot, A);
    }
  }
}
