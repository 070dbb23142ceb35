package io.seqsvr.cluster.core;

import java.security.SecureRandom;
import java.util.HexFormat;

/** 128 random bits as 32 lowercase hexadecimal digits: clusters, incarnations, attempts. */
public final class RandomId {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  private RandomId() {}

  /** A new id, different from every other one. */
  public static String next() {
    byte[] bits = new byte[BYTES];
    RANDOM.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  /** Whether a text has the form of such an id. */
  public static boolean isWellFormed(String text) {
    return text.length() == 2 * BYTES
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
