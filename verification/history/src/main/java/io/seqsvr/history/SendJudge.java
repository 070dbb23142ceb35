package io.seqsvr.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The judgement over all receipts of one conversation: a fresh message has a larger seq than every
 * message whose send had ended before its own began. Sorts its list; n receipts cost n log n steps.
 */
final class SendJudge {
  private final String conversation;
  private final List<Receipt> receipts;
  private final Findings findings;

  SendJudge(String conversation, List<Receipt> receipts, Findings findings) {
    this.conversation = conversation;
    this.receipts = new ArrayList<>(receipts);
    this.findings = findings;
  }

  void judge() {
    receipts.sort(Comparator.comparingLong(receipt -> receipt.issued().startNanos()));
    OrderSweep sweep = new OrderSweep();
    for (Receipt receipt : receipts) {
      IssuedBlock later = receipt.issued();
      IssuedBlock earlier = sweep.enter(later);
      if (earlier != null && receipt.fresh()) {
        findings.add(
            Violation.Kind.SEND_ORDER,
            () ->
                String.format(
                    "conv %s: %s ended with %d before %s began and got %d",
                    conversation, earlier.where(), earlier.last(), later.where(), later.first()));
      }
    }
  }
}
