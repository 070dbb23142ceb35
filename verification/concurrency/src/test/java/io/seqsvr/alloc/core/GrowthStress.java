package io.seqsvr.alloc.core;

import static io.seqsvr.alloc.core.Counters.A;
import static io.seqsvr.alloc.core.Counters.C;
import static io.seqsvr.alloc.core.Counters.D;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJJ_Result;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** Callers of a table that grows. Hunts numbers that are lost or repeated on the way. */
public final class GrowthStress {
  private GrowthStress() {}

  /** Steps of a conversation while another makes the table grow. */
  @JCStressTest
  @Outcome(id = "6, 7, 8, 8", expect = Expect.ACCEPTABLE, desc = "step, step, then the other's")
  @Outcome(id = "6, 8, 7, 8", expect = Expect.ACCEPTABLE, desc = "in turns")
  @Outcome(id = "7, 8, 6, 8", expect = Expect.ACCEPTABLE, desc = "the other's step came first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or a number lost")
  @State
  public static class CarriedOver {
    private final CounterTable table = Counters.fullOfThree(5);

    @Actor
    public void steps(JJJJ_Result r) {
      r.r1 = Counters.next(table, A, 1, 100);
      r.r2 = Counters.next(table, A, 1, 100);
    }

    @Actor
    public void grow(JJJJ_Result r) {
      var unused = Counters.next(table, D, 1, 100);
      r.r3 = Counters.next(table, A, 1, 100);
    }

    @Arbiter
    public void after(JJJJ_Result r) {
      r.r4 = table.last(A);
    }
  }

  /** Two callers bring the same conversation, and there is no room. */
  @JCStressTest
  @Outcome(id = "1, 2, 2", expect = Expect.ACCEPTABLE, desc = "first, second")
  @Outcome(id = "2, 1, 2", expect = Expect.ACCEPTABLE, desc = "second, first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or a number lost")
  @State
  public static class NewConversation {
    private final CounterTable table = Counters.fullOfThree(5);

    @Actor
    public void first(JJJ_Result r) {
      r.r1 = Counters.next(table, D, 1, 100);
    }

    @Actor
    public void second(JJJ_Result r) {
      r.r2 = Counters.next(table, D, 1, 100);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(D);
    }
  }

  /** One caller may take the last slot while the other finds none and makes the table grow. */
  @JCStressTest
  @Outcome(id = "1, 2, 2", expect = Expect.ACCEPTABLE, desc = "first, second")
  @Outcome(id = "2, 1, 2", expect = Expect.ACCEPTABLE, desc = "second, first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or a number lost")
  @State
  public static class LastSlot {
    private final CounterTable table = Counters.growing();

    public LastSlot() {
      var unused = Counters.next(table, A, 1, 100);
      unused = Counters.next(table, Counters.B, 1, 100);
    }

    @Actor
    public void first(JJJ_Result r) {
      r.r1 = Counters.next(table, C, 1, 100);
    }

    @Actor
    public void second(JJJ_Result r) {
      var unused = Counters.next(table, D, 1, 100);
      r.r2 = Counters.next(table, C, 1, 100);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(C);
    }
  }
}
