package io.seqsvr.alloc.core;

import static io.seqsvr.alloc.core.Counters.A;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Two callers of one conversation. Hunts numbers that are handed out twice, lost, or above the
 * ceiling.
 */
public final class StepStress {
  private StepStress() {}

  /** Blocks of a conversation that nobody has used: two claims of one key, then two steps. */
  @JCStressTest
  @Outcome(id = "1, 3, 5", expect = Expect.ACCEPTABLE, desc = "first, second")
  @Outcome(id = "4, 1, 5", expect = Expect.ACCEPTABLE, desc = "second, first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or a number lost")
  @State
  public static class NewConversation {
    private final CounterTable table = Counters.growing();

    @Actor
    public void first(JJJ_Result r) {
      r.r1 = Counters.next(table, A, 2, 100);
    }

    @Actor
    public void second(JJJ_Result r) {
      r.r2 = Counters.next(table, A, 3, 100);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(A);
    }
  }

  /** Room for one of two blocks. */
  @JCStressTest
  @Outcome(id = "8, -1, 9", expect = Expect.ACCEPTABLE, desc = "the first caller got the rest")
  @Outcome(id = "-1, 8, 9", expect = Expect.ACCEPTABLE, desc = "the second caller got the rest")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or above the ceiling")
  @State
  public static class AtTheCeiling {
    private static final long CEILING = 10;
    private final CounterTable table = Counters.growing();

    public AtTheCeiling() {
      var unused = Counters.next(table, A, 7, CEILING);
    }

    @Actor
    public void first(JJJ_Result r) {
      r.r1 = Counters.next(table, A, 2, CEILING);
    }

    @Actor
    public void second(JJJ_Result r) {
      r.r2 = Counters.next(table, A, 2, CEILING);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(A);
    }
  }

  /** A step while an administrator lifts the conversation. */
  @JCStressTest
  @Outcome(id = "4, 50, 50", expect = Expect.ACCEPTABLE, desc = "step, raise")
  @Outcome(id = "51, 50, 51", expect = Expect.ACCEPTABLE, desc = "raise, step")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number below what was raised, or twice")
  @State
  public static class Raised {
    private final CounterTable table = Counters.growing();

    public Raised() {
      var unused = Counters.next(table, A, 3, 100);
    }

    @Actor
    public void step(JJJ_Result r) {
      r.r1 = Counters.next(table, A, 1, 100);
    }

    @Actor
    public void raise(JJJ_Result r) {
      r.r2 = table.raise(A, 50);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(A);
    }
  }
}
