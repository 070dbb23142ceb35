package io.seqsvr.history;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judgement over the message part of a history: takes its lines in and hands them to the judge
 * of their conversation.
 */
final class MessageJudge {
  private final Findings findings;
  private final OwedJudge owed;
  private final Map<String, ConversationJudge> conversations = new LinkedHashMap<>();
  private final Map<String, String> senders = new HashMap<>();
  private boolean hasLines;

  MessageJudge(Findings findings) {
    this.findings = findings;
    owed = new OwedJudge(findings);
  }

  /** Takes a {@code send} line in. */
  Outcome acceptSend(HistoryLine line) throws UnusableHistoryException {
    hasLines = true;
    String conversation = line.text("conv");
    MessageId id = messageId(line);
    Attempt attempt = Attempt.of(line);
    if (attempt.outcome() == Outcome.OK) {
      Receipt receipt = receipt(line, attempt);
      conversation(conversation).accepted(id, receipt, line);
    } else {
      conversation(conversation).sentWithoutSeq(id, attempt.outcome());
    }
    return attempt.outcome();
  }

  /** Takes a {@code show} line in. */
  void acceptShow(HistoryLine line) throws UnusableHistoryException {
    hasLines = true;
    String conversation = line.text("conv");
    Device device = new Device(line.text("user"), line.text("device"));
    long seq = line.int64("seq");
    long prevSeq = line.int64("prev_seq");
    conversation(conversation).shown(messageId(line), device, seq, prevSeq, line);
  }

  /** Takes a {@code member} line in. */
  void acceptMember(HistoryLine line) throws UnusableHistoryException {
    hasLines = true;
    owed.member(
        line.text("conv"),
        line.text("user"),
        line.int64("from_seq"),
        line.int64("to_seq", Long.MAX_VALUE));
  }

  /** Takes a {@code device} line in. */
  void acceptDevice(HistoryLine line) throws UnusableHistoryException {
    hasLines = true;
    owed.device(new Device(line.text("user"), line.text("device")));
  }

  /** Whether a message was accepted. */
  boolean hasAccepted() {
    return conversations.values().stream().anyMatch(ConversationJudge::hasAccepted);
  }

  /**
   * Judges what was taken in.
   *
   * @return what there was to judge, or null if there was no line about messages
   * @throws UnusableHistoryException if messages were accepted and the whole run shall be judged,
   *     and it does not say to whom they are owed
   */
  @Nullable MessageTotals judge(Extent extent) throws UnusableHistoryException {
    if (!hasLines) {
      return null;
    }
    boolean whole = extent == Extent.WHOLE;
    if (whole && hasAccepted() && !owed.isDeclared()) {
      throw new UnusableHistoryException(
          "sends without member and device lines; if the history is not of a whole run, say so");
    }
    conversations.values().forEach(ConversationJudge::judge);
    long owedViews = whole ? owed.judge(conversations) : 0;
    int accepted =
        (int) conversations.values().stream().filter(ConversationJudge::hasAccepted).count();
    return new MessageTotals(accepted, owedViews);
  }

  private ConversationJudge conversation(String name) {
    return conversations.computeIfAbsent(name, n -> new ConversationJudge(n, findings));
  }

  /** The name of a line's message; a sender's name is kept once for all their messages. */
  private MessageId messageId(HistoryLine line) throws UnusableHistoryException {
    String sender = senders.computeIfAbsent(line.text("sender"), name -> name);
    return new MessageId(sender, line.text("cmid"));
  }

  private Receipt receipt(HistoryLine line, Attempt attempt) throws UnusableHistoryException {
    long seq = line.int64("seq");
    if (seq < 1) {
      findings.add(Violation.Kind.RANGE, () -> line.where() + ": seq " + seq);
    }
    IssuedBlock issued =
        new IssuedBlock(
            attempt.startNanos(), attempt.endNanos(), seq, seq, line.file(), line.number());
    return new Receipt(issued, !line.flag("duplicate"));
  }
}
