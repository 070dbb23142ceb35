package io.seqsvr.history;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judgement over sequence calls. Keeps one small record for each call that got a value (about
 * 60 bytes), nothing of the others.
 */
final class SequenceJudge {
  private static final BigInteger MAX_SEQ = BigInteger.valueOf(Long.MAX_VALUE);

  private final Map<String, List<IssuedBlock>> blocksByKey = new HashMap<>();
  private final Findings findings;

  SequenceJudge(Findings findings) {
    this.findings = findings;
  }

  /** Takes a {@code next} line in. */
  Outcome accept(HistoryLine line) throws UnusableHistoryException {
    String key = line.text("key");
    Attempt attempt = Attempt.of(line);
    if (attempt.outcome() == Outcome.OK) {
      blocksByKey.computeIfAbsent(key, k -> new ArrayList<>()).add(block(line, attempt));
    }
    return attempt.outcome();
  }

  /** Conversations that got at least one block. */
  int keys() {
    return blocksByKey.size();
  }

  /**
   * Judges what was taken in.
   *
   * @return the widest hole between two neighbouring blocks of one key, or null if there is none
   */
  @Nullable Jump judge() {
    Jump widest = null;
    for (Map.Entry<String, List<IssuedBlock>> entry : blocksByKey.entrySet()) {
      Jump jump = new KeyJudge(entry.getKey(), entry.getValue(), findings).judge();
      if (jump != null && (widest == null || jump.skipped() > widest.skipped())) {
        widest = jump;
      }
    }
    return widest;
  }

  private IssuedBlock block(HistoryLine line, Attempt attempt) throws UnusableHistoryException {
    BigInteger first = line.integer("first");
    BigInteger count = line.integer("count");
    BigInteger last = first.add(count).subtract(BigInteger.ONE);
    if (first.signum() <= 0 || count.signum() <= 0 || last.compareTo(MAX_SEQ) > 0) {
      findings.add(
          Violation.Kind.RANGE, () -> line.where() + ": first " + first + ", count " + count);
    }
    return new IssuedBlock(
        attempt.startNanos(),
        attempt.endNanos(),
        clamp(first),
        clamp(last),
        line.file(),
        line.number());
  }

  /** The nearest long; a value that is none has been reported already. */
  private static long clamp(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
