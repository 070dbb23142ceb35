package io.seqsvr.simulation;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as a hash of all of it, and as text for those who look. Two runs of one seed have
 * the same hash, or the run is not deterministic. Confined to the baton.
 */
final class Trace {
  private final TimeLine line;
  private final @Nullable PrintStream out;
  private long hash = 0xcbf29ce484222325L;

  Trace(TimeLine line, @Nullable PrintStream out) {
    this.line = line;
    this.out = out;
  }

  boolean isPrinted() {
    return out != null;
  }

  long hash() {
    return hash;
  }

  /** Something that happens often: two numbers say what it was about. */
  void add(String what, String who, long a, long b) {
    mix(line.nowNanos());
    mix(what.hashCode());
    mix(who.hashCode());
    mix(a);
    mix(b);
    if (out != null) {
      out.printf("%12.6f  %-8s %-22s %d %d%n", line.nowNanos() / 1e9, who, what, a, b);
    }
  }

  /** Something that happens now and then. */
  void note(String who, String what) {
    mix(line.nowNanos());
    mix(what.hashCode());
    mix(who.hashCode());
    if (out != null) {
      out.printf("%12.6f  %-8s %s%n", line.nowNanos() / 1e9, who, what);
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x100000001b3L;
    hash ^= hash >>> 29;
  }
}
