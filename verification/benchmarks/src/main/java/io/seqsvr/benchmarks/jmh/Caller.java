package io.seqsvr.benchmarks.jmh;

import io.seqsvr.benchmarks.ids.IdSource;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** One calling thread: its random numbers and its counts. Confined to that thread. */
@State(Scope.Thread)
public class Caller {
  /** Conversations of a batch. */
  static final int BATCH = 100;

  /** Most requests that are prepared for a caller. */
  private static final int MAX_ARRIVALS = 1 << 22;

  /** Requests in the order in which they arrive, again and again; next to each other in memory. */
  private byte[][] arrivals = new byte[0][];

  private int position;
  private final byte[][] picked = new byte[BATCH][];
  private final long[] received = new long[BATCH];
  private long random;
  private long issued;
  private long refused;

  /** Makes itself known to those who count. */
  @Setup(Level.Trial)
  public void register(Contest contest, ThreadParams thread) {
    registerAs(contest, thread.getThreadIndex());
  }

  void registerAs(Contest contest, int index) {
    random = 0x9E3779B97F4A7C15L * (index + 1);
    long wanted = 4L * contest.conversations;
    arrivals = new byte[(int) Math.min(MAX_ARRIVALS, Long.highestOneBit(2 * wanted - 1))][];
    for (int i = 0; i < arrivals.length; i++) {
      arrivals[i] = contest.pick(random()).clone();
    }
    contest.register(this);
  }

  /** The next id of a conversation chosen by chance. */
  long next(Contest contest) {
    long id = contest.source().next(arrival());
    count(id == IdSource.REFUSED ? 0 : 1, 1);
    return id;
  }

  /** The next ids of a batch of conversations chosen by chance. */
  long[] nextOfEach(Contest contest) {
    for (int i = 0; i < BATCH; i++) {
      picked[i] = arrival();
    }
    count(contest.source().nextOfEach(picked, received), BATCH);
    return received;
  }

  private byte[] arrival() {
    return arrivals[position++ & (arrivals.length - 1)];
  }

  /** A number chosen by chance: xorshift, three shifts. */
  long random() {
    long x = random;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    random = x;
    return x;
  }

  void count(int got, int wanted) {
    issued += got;
    refused += wanted - got;
  }

  long issued() {
    return issued;
  }

  long refused() {
    return refused;
  }
}
