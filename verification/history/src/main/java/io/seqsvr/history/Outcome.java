package io.seqsvr.history;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the caller knows about a call when it is over. */
public enum Outcome {
  /** A value was received. */
  OK,

  /** It is proven that nothing was issued; a timeout or a broken connection proves nothing. */
  FAIL,

  /** Everything else: seqs may have been issued, and the caller does not know which. */
  UNKNOWN;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The word that stands for this outcome in a history. */
  public String wireName() {
    return wireName;
  }

  /** The outcome with the given word, or null if there is none. */
  static @Nullable Outcome ofWireName(String wireName) {
    for (Outcome outcome : values()) {
      if (outcome.wireName.equals(wireName)) {
        return outcome;
      }
    }
    return null;
  }
}
