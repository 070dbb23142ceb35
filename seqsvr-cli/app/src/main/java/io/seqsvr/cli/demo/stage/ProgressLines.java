package io.seqsvr.cli.demo.stage;

import static io.seqsvr.cli.console.Quantities.count;
import static io.seqsvr.cli.console.Quantities.percent;
import static io.seqsvr.cli.console.Quantities.rate;

import io.seqsvr.api.time.MonotonicClock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Progress as a line every few seconds, for a log. Guarded by {@code this}. */
public final class ProgressLines implements ProgressDisplay {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(3).toNanos();

  private final PrintStream out;
  private final int messages;
  private final String unit;
  private final MonotonicClock clock;
  private final long begunNanos;
  private long shownNanos;
  private int shownServed;

  /**
   * Begins at once.
   *
   * @param unit of what is counted, for example {@code seqs}
   */
  public ProgressLines(PrintStream out, int messages, String unit, MonotonicClock clock) {
    this.out = out;
    this.messages = messages;
    this.unit = unit;
    this.clock = clock;
    this.begunNanos = clock.nanoTime();
    this.shownNanos = begunNanos;
  }

  @Override
  public synchronized void show(int served) {
    long now = clock.nanoTime();
    if (now - shownNanos >= INTERVAL_NANOS) {
      line(now, progress(now, served));
      shownNanos = now;
      shownServed = served;
    }
  }

  @Override
  public synchronized void say(String what) {
    line(clock.nanoTime(), what);
  }

  @Override
  public void close() {}

  private String progress(long now, int served) {
    String left = "";
    if (served > 0) {
      double nanosLeft = (double) (now - begunNanos) / served * (messages - served);
      left = String.format(Locale.ROOT, ", about %.0f s left", nanosLeft / 1e9);
    }
    return percent(served, messages)
        + (", " + count(served) + " of " + count(messages))
        + (", " + rate(served - shownServed, now - shownNanos) + " " + unit + "/s")
        + left;
  }

  private void line(long now, String text) {
    out.printf(Locale.ROOT, "%7.1f s  %s%n", (now - begunNanos) / 1e9, text);
  }
}
