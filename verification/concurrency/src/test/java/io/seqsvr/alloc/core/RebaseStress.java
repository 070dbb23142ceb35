package io.seqsvr.alloc.core;

import static io.seqsvr.alloc.core.Counters.A;
import static io.seqsvr.alloc.core.Counters.B;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Callers of a table that begins anew at base 10, the ceiling so far. Hunts numbers that are handed
 * out again after it, and conversations above the base that do not go on exactly.
 */
public final class RebaseStress {
  private static final long OLD_CEILING = 10;
  private static final long NEW_CEILING = 20;

  private RebaseStress() {}

  /** A quiet conversation goes on above the new base. */
  @JCStressTest
  @Outcome(id = "4, 11, 11", expect = Expect.ACCEPTABLE, desc = "step, begin anew")
  @Outcome(id = "-1, 11, 11", expect = Expect.ACCEPTABLE, desc = "begin anew, step: too far")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or not above the base")
  @State
  public static class Quiet {
    private final CounterTable table = Counters.growing();

    public Quiet() {
      var unused = Counters.next(table, A, 3, OLD_CEILING);
    }

    @Actor
    public void step(JJJ_Result r) {
      r.r1 = Counters.next(table, A, 1, OLD_CEILING);
    }

    @Actor
    public void beginAnew(JJJ_Result r) {
      table.rebase(OLD_CEILING);
      r.r2 = Counters.next(table, A, 1, NEW_CEILING);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(A);
    }
  }

  /** A caller who knows the new ceiling already may pass the new base before it is there. */
  @JCStressTest
  @Outcome(id = "8, 13, 13", expect = Expect.ACCEPTABLE, desc = "step over the base, begin anew")
  @Outcome(id = "11, 16, 16", expect = Expect.ACCEPTABLE, desc = "begin anew, step, the other's")
  @Outcome(id = "12, 11, 16", expect = Expect.ACCEPTABLE, desc = "begin anew, the other's, step")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or lost")
  @State
  public static class QuietUnderTheNewCeiling {
    private final CounterTable table = Counters.growing();

    public QuietUnderTheNewCeiling() {
      var unused = Counters.next(table, A, 7, OLD_CEILING);
    }

    @Actor
    public void step(JJJ_Result r) {
      r.r1 = Counters.next(table, A, 5, NEW_CEILING);
    }

    @Actor
    public void beginAnew(JJJ_Result r) {
      table.rebase(OLD_CEILING);
      r.r2 = Counters.next(table, A, 1, NEW_CEILING);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(A);
    }
  }

  /** A conversation that nobody has used. */
  @JCStressTest
  @Outcome(id = "1, 11, 11", expect = Expect.ACCEPTABLE, desc = "claim, begin anew")
  @Outcome(id = "-1, 11, 11", expect = Expect.ACCEPTABLE, desc = "begin anew, claim: too far")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or not above the base")
  @State
  public static class Unused {
    private final CounterTable table = Counters.growing();

    public Unused() {
      var unused = Counters.next(table, A, 3, OLD_CEILING);
    }

    @Actor
    public void claim(JJJ_Result r) {
      r.r1 = Counters.next(table, B, 1, OLD_CEILING);
    }

    @Actor
    public void beginAnew(JJJ_Result r) {
      table.rebase(OLD_CEILING);
      r.r2 = Counters.next(table, B, 1, NEW_CEILING);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(B);
    }
  }

  /** A conversation with a ceiling of its own, above the new base, goes on exactly. */
  @JCStressTest
  @Outcome(id = "21, 22, 22", expect = Expect.ACCEPTABLE, desc = "first, second")
  @Outcome(id = "22, 21, 22", expect = Expect.ACCEPTABLE, desc = "second, first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or lost")
  @State
  public static class Hot {
    private final CounterTable table = Counters.growing();
    private final HotCounters hot = Counters.hot(A, Counters.found(30, 20));

    public Hot() {
      table.seed(A, 20);
    }

    @Actor
    public void step(JJJ_Result r) {
      r.r1 = table.next(A, 1, OLD_CEILING, hot);
    }

    @Actor
    public void beginAnew(JJJ_Result r) {
      table.rebase(OLD_CEILING);
      r.r2 = table.next(A, 1, NEW_CEILING, hot);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = table.last(A);
    }
  }
}
