package io.seqsvr.history;

/**
 * The judgement over one conversation on one device: shown in ascending order, none twice, and none
 * ahead of a predecessor that is missing. Keeps 8 bytes for each message shown.
 */
final class ShownJudge {
  private final String conversation;
  private final Device device;
  private final Findings findings;
  private final SeqList shown = new SeqList();

  ShownJudge(String conversation, Device device, Findings findings) {
    this.conversation = conversation;
    this.device = device;
    this.findings = findings;
  }

  /**
   * Takes in the next message that was shown. What the device showed first may follow anything: it
   * may have joined there.
   *
   * @return whether it was shown in its turn; if not, it counts as not shown
   */
  boolean accept(long seq, long prevSeq, HistoryLine line) {
    if (shown.isEmpty()) {
      shown.add(seq);
      return true;
    }
    long last = shown.last();
    if (seq <= last) {
      findings.add(
          Violation.Kind.SHOWN_ONCE_IN_ORDER,
          () ->
              String.format(
                  "conv %s %s: %d after %d (%s)", conversation, device, seq, last, line.where()));
      return false;
    }
    if (prevSeq > last) {
      findings.add(
          Violation.Kind.SKIPPED,
          () ->
              String.format(
                  "conv %s %s: %d follows %d, last shown %d (%s)",
                  conversation, device, seq, prevSeq, last, line.where()));
    }
    shown.add(seq);
    return true;
  }

  /** What was shown in its turn. */
  SeqList shown() {
    return shown;
  }
}
