package io.seqsvr.cluster.core;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Random;

/**
 * Stands before the real class of this name on the class path of the simulation, so that the ids of
 * a run come from its seed: iteration orders depend on them. Threads that belong to no run get
 * random ids, as from the real class.
 */
public final class RandomId {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  /** A thread whose ids are those of a run. */
  public interface Source {
    /** Where the bits come from. */
    Random ids();
  }

  private RandomId() {}

  /** A new id, different from every other one of the run. */
  public static String next() {
    Random random = Thread.currentThread() instanceof Source source ? source.ids() : RANDOM;
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  /** Whether a text has the form of such an id. */
  public static boolean isWellFormed(String text) {
    return text.length() == 2 * BYTES
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
