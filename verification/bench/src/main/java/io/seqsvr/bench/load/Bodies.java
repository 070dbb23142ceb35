package io.seqsvr.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.SplittableRandom;
import java.util.UUID;

/** What a sender sends: other ids each time, a body of the length of a sentence. One thread. */
public final class Bodies {
  /** Bytes of every body. */
  public static final int BYTES = 100;

  private static final byte[] BODY = "m".repeat(BYTES).getBytes(US_ASCII);

  private final SplittableRandom random;

  /** Other senders have other seeds. */
  public Bodies(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A fresh id, of the form that most clients use. */
  public String clientMsgId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** A number from 0 to {@code bound} - 1. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** The body. */
  public byte[] body() {
    return BODY.clone();
  }
}
