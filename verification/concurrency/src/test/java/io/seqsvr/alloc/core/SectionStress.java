package io.seqsvr.alloc.core;

import static io.seqsvr.alloc.core.Counters.A;

import io.seqsvr.alloc.core.SectionStore.CounterRow;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Callers and events of a section. Hunts ceilings that are not the store's, numbers above them, and
 * numbers that a hand-over does not know of.
 */
public final class SectionStress {
  private SectionStress() {}

  /** The section is given back while it is used: the snapshot is what was handed out. */
  @JCStressTest
  @Outcome(id = "-1, 3, -1", expect = Expect.ACCEPTABLE, desc = "drain, step")
  @Outcome(id = "4, 4, -1", expect = Expect.ACCEPTABLE, desc = "step, drain")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the snapshot is not what was handed out")
  @State
  public static class Drain {
    private final Section section = Sections.served();

    public Drain() {
      Sections.use(section, A, 3);
    }

    @Actor
    public void step(JJJ_Result r) {
      r.r1 = Sections.next(section, A);
    }

    @Actor
    public void drain(JJJ_Result r) {
      r.r2 = Counters.last(section.onDraining(), A);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r3 = Sections.next(section, A);
    }
  }

  /** A new generation is confirmed while it is used. */
  @JCStressTest
  @Outcome(id = "4, 11, 20", expect = Expect.ACCEPTABLE, desc = "step, begin anew")
  @Outcome(id = "11, 12, 20", expect = Expect.ACCEPTABLE, desc = "begin anew, step")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a number twice, or below the new base")
  @State
  public static class NewGeneration {
    private final Section section = Sections.served();
    private final Reservation wish;

    public NewGeneration() {
      Sections.use(section, A, 3);
      wish = section.beginReservation().orElseThrow();
    }

    @Actor
    public void step(JJJ_Result r) {
      r.r1 = Sections.next(section, A);
    }

    @Actor
    public void confirm() {
      section.onReserved(wish);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r2 = Sections.next(section, A);
      r.r3 = Sections.ceiling(section);
    }
  }

  /** Both answers to a repeated reservation come: the range is there once. */
  @JCStressTest
  @Outcome(id = "11, 20, 20", expect = Expect.ACCEPTABLE, desc = "as the store has it")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a ceiling that the store has not")
  @State
  public static class TwoAnswers {
    private final Section section = Sections.served();
    private final Reservation wish;
    private final Reservation repeated;

    public TwoAnswers() {
      Sections.use(section, A, 3);
      wish = section.beginReservation().orElseThrow();
      repeated = section.beginReservation().orElseThrow();
    }

    @Actor
    public void first() {
      section.onReserved(wish);
    }

    @Actor
    public void second() {
      section.onReserved(repeated);
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r1 = Sections.next(section, A);
      r.r2 = Sections.ceiling(section);
      r.r3 = repeated.newCeiling();
    }
  }

  /** Two refills of one conversation race, each with the store in between. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "as the store has it")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a ceiling that the store has not")
  @State
  public static class TwoRefills {
    private final Section section = Sections.served();
    private final StoredCounter stored = new StoredCounter();
    private final HotCounter own;

    public TwoRefills() {
      Sections.use(section, A, 9);
      own = Sections.hot(section, A);
    }

    @Actor
    public void first() {
      stored.refill(section, own);
    }

    @Actor
    public void second() {
      stored.refill(section, own);
    }

    @Arbiter
    public void after(JJ_Result r) {
      r.r1 = stored.refused();
      r.r2 = stored.ceiling() - own.buffer().ceiling();
    }
  }

  /** An answer of an earlier ownership comes when the section is this node's again. */
  @JCStressTest
  @Outcome(id = "-1, 200, 160", expect = Expect.ACCEPTABLE, desc = "as the store has it")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a ceiling of another epoch")
  @State
  public static class StaleAnswer {
    private final Section section = Sections.served();
    private final HotCounter own;
    private final CounterReservation wish;

    public StaleAnswer() {
      Sections.use(section, A, 9);
      own = Sections.hot(section, A);
      wish = section.beginReservation(own, 0).orElseThrow();
    }

    @Actor
    public void answer() {
      section.onReserved(own, wish, 0);
    }

    @Actor
    public void lostAndAcquired() {
      section.onLost();
      Sections.acquire(section, 3, 150, List.of(new CounterRow(A, 200)));
    }

    @Arbiter
    public void after(JJJ_Result r) {
      r.r1 = Sections.next(section, A);
      r.r2 = Sections.hot(section, A).buffer().ceiling();
      r.r3 = Sections.ceiling(section);
    }
  }
}
