package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.lane.LaneObserver.Dedupe;
import io.seqsvr.message.server.lane.LaneObserver.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores messages in one transaction: looks up what is known, answers what needs no seq, takes
 * seqs, commits, answers. What could not be stored and may be later, it hands to the next task,
 * which begins anew with the lookup.
 */
final class SendTask implements LaneTask {
  private final LaneContext context;
  private final List<Attempt> attempts;
  private final int failures;
  private final boolean headsMoved;

  SendTask(LaneContext context, List<Attempt> attempts, int failures, boolean headsMoved) {
    this.context = context;
    this.attempts = List.copyOf(attempts);
    this.failures = failures;
    this.headsMoved = headsMoved;
  }

  @Override
  public Step run() {
    LaneStorage.Lookup known;
    try {
      List<SendKey> keys = attempts.stream().map(Attempt::key).toList();
      known = context.timed(Stage.LOOKUP, () -> context.cache().lookup(keys));
    } catch (RuntimeException e) {
      context.cache().clear();
      return again(attempts, e);
    }
    Map<String, List<Attempt>> fresh = decide(known);
    if (fresh.isEmpty()) {
      return Step.done();
    }
    context.observer().onBatch(fresh.values().stream().mapToInt(List::size).sum(), fresh.size());
    List<Numbered> numbered = new SeqTaking(context, known.heads(), fresh).run();
    return numbered.isEmpty() ? Step.done() : commit(numbered);
  }

  @Override
  public void abandon(SeqsvrException refusal) {
    attempts.forEach(attempt -> context.refuse(attempt, refusal));
  }

  /**
   * Answers whom no transaction is needed for. A message that is stored is answered first: its
   * sender may have left since. One whose sender has to send an earlier one again goes back too.
   *
   * @return the others, by conversation
   */
  private Map<String, List<Attempt>> decide(LaneStorage.Lookup known) {
    Map<String, List<Attempt>> fresh = new LinkedHashMap<>();
    for (Attempt attempt : attempts) {
      SendKey key = attempt.key();
      StoredSend stored = known.sends().get(key);
      if (stored != null) {
        answerStored(attempt, stored);
      } else if (context.sentBack().isAhead(key)) {
        context.refuse(attempt, context.refusals().behindSentBack());
      } else if (!known.heads().containsKey(key.conversation())) {
        context.refuse(
            attempt,
            SeqsvrException.of(
                ErrorReason.CONVERSATION_NOT_FOUND, "there is no such conversation"));
      } else if (!known.members().contains(new Membership(key.conversation(), key.sender()))) {
        context.refuse(
            attempt,
            SeqsvrException.of(
                ErrorReason.NOT_A_MEMBER, "the sender is no member of the conversation"));
      } else {
        fresh.computeIfAbsent(key.conversation(), id -> new ArrayList<>()).add(attempt);
      }
    }
    return fresh;
  }

  private void answerStored(Attempt attempt, StoredSend stored) {
    boolean same = stored.hash().equals(attempt.hash());
    for (int i = 0; i < attempt.sendCount(); i++) {
      context.observer().onDedupe(same ? Dedupe.DUPLICATE : Dedupe.CONFLICT);
    }
    if (same) {
      attempt.accept(stored.receipt(), true);
    } else {
      context.refuse(
          attempt,
          new SeqsvrException(
              ErrorReason.IDEMPOTENCY_CONFLICT,
              "the client_msg_id belongs to a message with other content",
              Map.of("first_seq", Long.toString(stored.receipt().seq())),
              null));
    }
  }

  private Step commit(List<Numbered> numbered) {
    CommitOutcome outcome = context.timed(Stage.COMMIT, () -> write(numbered));
    if (outcome instanceof CommitOutcome.Committed) {
      numbered.forEach(messages -> context.cache().putHead(messages.headAfter()));
      context.publish(numbered);
      return Step.done();
    }
    context.cache().clear();
    List<Attempt> open = numbered.stream().flatMap(one -> one.attempts().stream()).toList();
    if (outcome instanceof CommitOutcome.Unknown unknown) {
      context.observer().onUnknown(unknown.cause());
      return new Step.GoOn(List.of(new ResolveTask(context, numbered, failures + 1)));
    }
    if (outcome instanceof CommitOutcome.Fenced) {
      SeqsvrException refusal = context.refusals().notOwner();
      open.forEach(attempt -> context.refuse(attempt, refusal));
      return new Step.Lost(refusal);
    }
    if (outcome instanceof CommitOutcome.HeadsMoved moved) {
      return onHeadsMoved(numbered, open, moved);
    }
    if (outcome instanceof CommitOutcome.Refused refused) {
      context.observer().onFailure(refused.cause());
      return split(
          numbered,
          SeqsvrException.invalidArgument(
              "content", "what the database takes", "refused by the database"),
          headsMoved);
    }
    return again(open, ((CommitOutcome.RolledBack) outcome).cause());
  }

  /** A storage that throws has not said that nothing is committed. */
  private CommitOutcome write(List<Numbered> numbered) {
    try {
      return context
          .storage()
          .commit(context.epoch(), numbered.stream().map(Numbered::append).toList());
    } catch (RuntimeException e) {
      context.observer().onUnexpected(e);
      return new CommitOutcome.Unknown(e);
    }
  }

  private Step onHeadsMoved(
      List<Numbered> numbered, List<Attempt> open, CommitOutcome.HeadsMoved moved) {
    context.observer().onFailure(new IllegalStateException("a head is not the expected one"));
    if (headsMoved) {
      return split(numbered, context.refusals().storeUnavailable(), true);
    }
    moved.heads().values().forEach(context.cache()::putHead);
    return new Step.GoOn(List.of(new SendTask(context, open, failures, true)));
  }

  /** Finds the one that fails: conversation by conversation, then message by message. */
  private Step split(List<Numbered> numbered, SeqsvrException refusalOfOne, boolean moved) {
    List<List<Attempt>> parts = new ArrayList<>();
    if (numbered.size() > 1) {
      numbered.forEach(one -> parts.add(one.attempts()));
    } else {
      numbered.get(0).attempts().forEach(attempt -> parts.add(List.of(attempt)));
    }
    if (parts.size() == 1) {
      parts.get(0).forEach(attempt -> context.refuse(attempt, refusalOfOne));
      return Step.done();
    }
    List<LaneTask> tasks = new ArrayList<>();
    parts.forEach(part -> tasks.add(new SendTask(context, part, failures, moved)));
    return new Step.GoOn(tasks);
  }

  private Step again(List<Attempt> open, Exception cause) {
    context.observer().onFailure(cause);
    return later(context, open, failures + 1, headsMoved);
  }

  /**
   * Tries again after a pause, but not for ever; who has waited for too long is refused.
   *
   * @param open surely not stored
   * @param failures of them until now
   */
  static Step later(LaneContext context, List<Attempt> open, int failures, boolean headsMoved) {
    List<Attempt> left = new ArrayList<>();
    for (Attempt attempt : open) {
      if (failures > context.settings().retries() || context.isOverdue(attempt.sinceNanos())) {
        context.refuse(attempt, context.refusals().storeUnavailable());
      } else {
        left.add(attempt);
      }
    }
    return left.isEmpty()
        ? Step.done()
        : new Step.Pause(new SendTask(context, left, failures, headsMoved));
  }
}
