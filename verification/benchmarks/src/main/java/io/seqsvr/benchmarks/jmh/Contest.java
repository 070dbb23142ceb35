package io.seqsvr.benchmarks.jmh;

import io.seqsvr.benchmarks.ids.Contender;
import io.seqsvr.benchmarks.ids.IdSource;
import io.seqsvr.benchmarks.ids.SourceFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One contender with its conversations. Each of them has been used once before the first call that
 * is measured; after the last one the contender's counters must agree with the calls counted, or
 * the run fails.
 */
@State(Scope.Benchmark)
public class Contest {
  private static final long RETRY_NANOS = Duration.ofMillis(1).toNanos();
  private static final int MAX_RETRIES = 10_000;

  /** Who hands out ids. */
  @Param("SEQSVR")
  public Contender contender = Contender.SEQSVR;

  /** How many conversations there are. */
  @Param("10000")
  public int conversations;

  /** Round trip of the store in milliseconds. */
  @Param("0")
  public int storeMillis;

  private final List<Caller> callers = new ArrayList<>();
  private byte[][] ids = new byte[0][];
  private IdSource source = Contender.BASELINE.open(0, Duration.ZERO);

  /** Opens the contender and uses each conversation once. */
  @Setup(Level.Trial)
  public void open() {
    ids = ConversationIds.first(conversations);
    source = contender.open(conversations, Duration.ofMillis(storeMillis));
    for (byte[] id : ids) {
      useOnce(id);
    }
  }

  private void useOnce(byte[] id) {
    for (int retries = 0; source.next(id) == IdSource.REFUSED; retries++) {
      if (retries == MAX_RETRIES) {
        throw new IllegalStateException("a first call was refused " + retries + " times");
      }
      LockSupport.parkNanos(this, RETRY_NANOS);
    }
  }

  /** JMH opens and closes this with all callers waiting. */
  synchronized void register(Caller caller) {
    callers.add(caller);
  }

  IdSource source() {
    return source;
  }

  /** A conversation chosen by chance. */
  byte[] pick(long random) {
    return ids[(int) (((random >>> 32) * ids.length) >>> 32)];
  }

  /** Compares what was handed out with what was received, and leaves a note of it. */
  @TearDown(Level.Trial)
  public synchronized void close() throws IOException {
    long received = callers.stream().mapToLong(Caller::issued).sum();
    long refused = callers.stream().mapToLong(Caller::refused).sum();
    long expected = received + ids.length;
    OptionalLong issued = source.issued(ids);
    if (issued.isPresent() && issued.getAsLong() != expected) {
      throw new IllegalStateException(
          contender + " counted " + issued.getAsLong() + " ids, its callers " + expected);
    }
    SourceFacts facts = source.facts();
    Notes.add("issued", received);
    Notes.add("refused", refused);
    Notes.add("storeCalls", facts.storeCalls());
    Notes.add("unusedIds", facts.unusedIds());
    source.close();
  }
}
