package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.lane.LaneObserver.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out how a commit without an answer ended. Nothing else of the lane runs before it knows:
 * what comes later must not overtake. Senders who have waited too long are told that nobody knows;
 * their message is then stored or dropped, never sent anew behind their backs, and what they have
 * sent after it is refused if it is dropped.
 */
final class ResolveTask implements LaneTask {
  private final LaneContext context;
  private final List<Numbered> sent;
  private final int failures;

  ResolveTask(LaneContext context, List<Numbered> sent, int failures) {
    this.context = context;
    this.sent = List.copyOf(sent);
    this.failures = failures;
  }

  @Override
  public Step run() {
    LaneStorage.Resolution resolution;
    try {
      List<SendKey> keys =
          sent.stream().flatMap(one -> one.attempts().stream()).map(Attempt::key).toList();
      resolution =
          context.timed(Stage.RESOLVE, () -> context.storage().resolve(context.epoch(), keys));
    } catch (RuntimeException e) {
      context.observer().onFailure(e);
      giveUpOverdue();
      return new Step.Pause(this);
    }
    return resolved(resolution);
  }

  /** Nobody gets to know; not that it was refused, for it may be stored. */
  @Override
  public void abandon(SeqsvrException refusal) {
    SeqsvrException unknown = context.refusals().unknown();
    sent.forEach(one -> one.attempts().forEach(attempt -> attempt.giveUp(unknown)));
  }

  private Step resolved(LaneStorage.Resolution resolution) {
    List<Numbered> stored = new ArrayList<>();
    List<Attempt> notStored = new ArrayList<>();
    for (Numbered one : sent) {
      part(one, resolution, notStored).ifPresent(stored::add);
    }
    int storedCount = stored.stream().mapToInt(one -> one.attempts().size()).sum();
    context.observer().onResolved(storedCount, notStored.size());
    context.publish(stored);
    if (!resolution.owned()) {
      SeqsvrException refusal = context.refusals().notOwner();
      notStored.forEach(attempt -> context.refuse(attempt, refusal));
      return new Step.Lost(refusal);
    }
    notStored.stream()
        .filter(attempt -> !attempt.isAwaited())
        .forEach(attempt -> context.sentBack().add(attempt.key()));
    List<Attempt> awaited = notStored.stream().filter(Attempt::isAwaited).toList();
    // Not at once: what makes a commit fail without an answer may do so every time.
    return SendTask.later(context, awaited, failures, false);
  }

  private void giveUpOverdue() {
    SeqsvrException unknown = context.refusals().unknown();
    sent.stream()
        .flatMap(one -> one.attempts().stream())
        .filter(attempt -> context.isOverdue(attempt.sinceNanos()))
        .forEach(attempt -> attempt.giveUp(unknown));
  }

  /** What is stored of a conversation: a row that another attempt wrote is not of this one. */
  private static Optional<Numbered> part(
      Numbered one, LaneStorage.Resolution resolution, List<Attempt> notStored) {
    List<Attempt> attempts = new ArrayList<>();
    List<Append.Row> rows = new ArrayList<>();
    one.forEach(
        (attempt, row) -> {
          StoredSend found = resolution.sends().get(attempt.key());
          if (found != null && found.receipt().serverMsgId().equals(row.message().serverMsgId())) {
            attempts.add(attempt);
            rows.add(row);
          } else {
            notStored.add(attempt);
          }
        });
    return attempts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Numbered(new Append(one.append().expected(), rows), attempts));
  }
}
