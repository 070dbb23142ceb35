package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.lane.LaneObserver.Stage;
import io.seqsvr.message.server.lane.SeqSource.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives messages their places: seqs for all conversations in one go, never at or below a head. Who
 * gets none is refused alone. Confined to the lane's thread.
 */
final class SeqTaking {
  private final LaneContext context;
  private final Map<String, Head> heads;
  private final Map<String, List<Attempt>> attempts;

  /**
   * @param heads of all their conversations
   * @param attempts by conversation, in order
   */
  SeqTaking(LaneContext context, Map<String, Head> heads, Map<String, List<Attempt>> attempts) {
    this.context = context;
    this.heads = heads;
    this.attempts = new LinkedHashMap<>(attempts);
  }

  /** Those who got seqs; the others are refused. */
  List<Numbered> run() {
    Map<String, Long> firstSeqs = take(attempts.keySet().stream().toList());
    List<String> low = new ArrayList<>();
    firstSeqs.forEach(
        (conversation, first) -> {
          if (isLow(conversation, first)) {
            low.add(conversation);
          }
        });
    if (!low.isEmpty()) {
      low.forEach(firstSeqs::remove);
      Map<String, Long> again = take(low);
      again.forEach(
          (conversation, first) -> {
            if (isLow(conversation, first)) {
              long headSeq = head(conversation).headSeq();
              refuse(conversation, LaneContext.Refusals.storeWentBack(headSeq, first));
            } else {
              firstSeqs.put(conversation, first);
            }
          });
    }
    List<Numbered> numbered = new ArrayList<>();
    firstSeqs.forEach((conversation, first) -> numbered.add(number(conversation, first)));
    return numbered;
  }

  private boolean isLow(String conversation, long first) {
    long headSeq = head(conversation).headSeq();
    if (first > headSeq) {
      return false;
    }
    context.observer().onSeqBelowHead(conversation, headSeq, first);
    return true;
  }

  private Map<String, Long> take(List<String> conversations) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    conversations.forEach(id -> counts.put(id, attemptsOf(id).size()));
    Map<String, Block> blocks = context.timed(Stage.TAKE_SEQS, () -> ask(counts));
    Map<String, Long> firstSeqs = new LinkedHashMap<>();
    for (String conversation : conversations) {
      Block block = blocks.get(conversation);
      if (block instanceof Block.Taken taken) {
        firstSeqs.put(conversation, taken.first());
      } else if (block instanceof Block.Refused refused) {
        refuse(conversation, refused.reason());
      } else {
        refuse(conversation, context.refusals().storeUnavailable());
      }
    }
    return firstSeqs;
  }

  private Map<String, Block> ask(Map<String, Integer> counts) {
    try {
      return context.seqs().take(counts);
    } catch (RuntimeException e) {
      context.observer().onUnexpected(e);
      return Map.of();
    }
  }

  private void refuse(String conversation, SeqsvrException refusal) {
    attemptsOf(conversation).forEach(attempt -> context.refuse(attempt, refusal));
  }

  private Numbered number(String conversation, long first) {
    Head head = head(conversation);
    List<Append.Row> rows = new ArrayList<>();
    long prevSeq = head.headSeq();
    long countNo = head.headNo();
    long now = context.environment().instants().millis();
    for (Attempt attempt : attemptsOf(conversation)) {
      Draft draft = attempt.draft();
      long seq = first + rows.size();
      countNo += draft.counted() ? 1 : 0;
      StoredMessage message =
          new StoredMessage(
              draft.key(),
              seq,
              prevSeq,
              countNo,
              context.ids().next(now),
              draft.kind(),
              draft.counted(),
              draft.body(),
              now);
      rows.add(new Append.Row(message, attempt.hash()));
      prevSeq = seq;
    }
    return new Numbered(new Append(head, rows), attemptsOf(conversation));
  }

  private List<Attempt> attemptsOf(String conversation) {
    return attempts.getOrDefault(conversation, List.of());
  }

  private Head head(String conversation) {
    Head head = heads.get(conversation);
    if (head == null) {
      throw new IllegalStateException("no head of a conversation that is written to");
    }
    return head;
  }
}
