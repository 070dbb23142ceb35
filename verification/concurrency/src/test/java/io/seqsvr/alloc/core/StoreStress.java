package io.seqsvr.alloc.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Two owners of one section and the store between them, as a {@linkplain StoredCounter model}: why
 * the section's row is locked before a hot counter's row is written. The store's own locks are
 * tested on a database.
 */
public final class StoreStress {
  private StoreStress() {}

  /** What the next owner reads is what the former one was granted, for ever. */
  @JCStressTest
  @Outcome(id = "20, 20, 20", expect = Expect.ACCEPTABLE, desc = "granted, taken over")
  @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "taken over, refused")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a range that the next owner does not know of")
  @State
  public static class TakenOver {
    private final StoredCounter stored = new StoredCounter();

    @Actor
    public void formerOwner(JJJ_Result r) {
      r.r1 = stored.grant(new CounterReservation(0, 1, Counters.A, 0, 20, false)) ? 20 : 0;
    }

    @Actor
    public void nextOwner(JJJ_Result r) {
      r.r2 = stored.takeOver();
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = stored.ceiling();
    }
  }
}
