package io.seqsvr.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The judgement over the messages of one conversation, but for what is owed to members: {@link
 * OwedJudge} does that. Facts are kept for each message and each device, none for a single showing
 * but its seq.
 */
final class ConversationJudge {
  private final String name;
  private final Findings findings;
  private final IdentityJudge identities;
  private final ChainJudge chain;
  private final List<Receipt> receipts = new ArrayList<>();
  private final Map<Device, ShownJudge> views = new HashMap<>();
  private boolean hasUnknownSend;

  ConversationJudge(String name, Findings findings) {
    this.name = name;
    this.findings = findings;
    identities = new IdentityJudge(name, findings);
    chain = new ChainJudge(name, findings);
  }

  /** Takes in a send that brought no seq. */
  void sentWithoutSeq(MessageId id, Outcome outcome) {
    identities.message(id).onSent(outcome);
    hasUnknownSend |= outcome == Outcome.UNKNOWN;
  }

  /** Takes in a send that was accepted. */
  void accepted(MessageId id, Receipt receipt, HistoryLine line) {
    Message message = identities.message(id);
    message.onSent(Outcome.OK);
    Slot slot = identities.slot(receipt.issued().first());
    identities.bind(message, slot, line);
    slot.onAccepted();
    receipts.add(receipt);
  }

  /** Takes in what a device showed next. */
  void shown(MessageId id, Device device, long seq, long prevSeq, HistoryLine line) {
    Slot slot = identities.slot(seq);
    identities.bind(identities.message(id), slot, line);
    chain.link(slot, prevSeq, line);
    ShownJudge view = views.computeIfAbsent(device, d -> new ShownJudge(name, d, findings));
    if (view.accept(seq, prevSeq, line)) {
      slot.onShown();
    }
  }

  /** Judges what only the end of the history can tell. */
  void judge() {
    new SendJudge(name, receipts, findings).judge();
    new PhantomJudge(name, findings).judge(identities.slots().values());
    if (!hasUnknownSend) {
      chain.judge(identities.slots());
    }
  }

  /** Whether a message of it was accepted. */
  boolean hasAccepted() {
    return !receipts.isEmpty();
  }

  /** Seqs of the accepted messages, ascending. */
  long[] acceptedSeqs() {
    return identities.slots().values().stream()
        .filter(Slot::accepted)
        .mapToLong(Slot::seq)
        .sorted()
        .toArray();
  }

  /** What a device showed of it in its turn. */
  SeqList shownOn(Device device) {
    ShownJudge view = views.get(device);
    return view == null ? new SeqList() : view.shown();
  }
}
