package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.lane.LaneObserver.Stage;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes the members of a conversation, in one transaction. What was there before is read first:
 * after an unknown outcome the same look again tells whether the change is done, for nobody else
 * writes to the conversation. So it is answered, and told to listeners, as the one change that it
 * is, and never refused as if nothing had been changed while nobody knows.
 */
final class ChangeTask implements LaneTask {
  private final LaneContext context;
  private final QueuedChange queued;
  private final MembershipChange change;
  private @Nullable State before;
  private int failures;
  private boolean isUnknown;

  /** What only this lane can change: the conversation's head, if it is there, and its members. */
  private record State(@Nullable Head head, Set<Membership> members) {}

  ChangeTask(LaneContext context, QueuedChange queued) {
    this.context = context;
    this.queued = queued;
    this.change = queued.change();
  }

  @Override
  public Step run() {
    State seen;
    try {
      if (before == null) {
        before = context.timed(Stage.LOOKUP, this::read);
      }
      seen = before;
      if (isUnknown) {
        LaneStorage.Resolution resolution =
            context.timed(
                Stage.RESOLVE, () -> context.storage().resolve(context.epoch(), List.of()));
        if (!resolution.owned()) {
          return lost();
        }
        State now = context.timed(Stage.LOOKUP, this::read);
        isUnknown = false;
        if (isDone(now)) {
          done(since(seen, now));
          return Step.done();
        }
        if (isEnough()) {
          refuse(context.refusals().storeUnavailable());
          return Step.done();
        }
      }
    } catch (RuntimeException e) {
      return again(e);
    }
    return ended(context.timed(Stage.CHANGE, this::write));
  }

  @Override
  public void abandon(SeqsvrException refusal) {
    if (isUnknown) {
      queued.giveUp(context.refusals().unknownChange());
    } else {
      refuse(refusal);
    }
  }

  private State read() {
    LaneStorage.Lookup found =
        context
            .storage()
            .lookup(List.of(change.conversation()), memberships(users(change)), List.of());
    return new State(found.heads().get(change.conversation()), found.members());
  }

  /** Whether nothing is left to do: a transaction does all of it or nothing. */
  private boolean isDone(State now) {
    if (now.head() == null) {
      return false;
    }
    boolean left = change instanceof MembershipChange.Remove;
    return change instanceof MembershipChange.Create
        || users(change).stream().noneMatch(u -> now.members().contains(membership(u)) == left);
  }

  private MembershipOutcome write() {
    try {
      return context.storage().change(context.epoch(), change);
    } catch (RuntimeException e) {
      context.observer().onUnexpected(e);
      return new MembershipOutcome.Failed(true, e);
    }
  }

  private Step ended(MembershipOutcome outcome) {
    if (outcome instanceof MembershipOutcome.Done done) {
      done(done);
      return Step.done();
    }
    context.cache().clear();
    if (outcome instanceof MembershipOutcome.Fenced) {
      return lost();
    }
    if (outcome instanceof MembershipOutcome.Failed failed) {
      if (failed.unknown()) {
        context.observer().onUnknown(failed.cause());
        isUnknown = true;
      }
      return again(failed.cause());
    }
    if (outcome instanceof MembershipOutcome.TooManyMembers tooMany) {
      refuse(
          SeqsvrException.invalidArgument(
              "users",
              "at most " + tooMany.limit() + " members in all",
              users(change).size() + " users"));
    } else {
      refuse(SeqsvrException.of(ErrorReason.CONVERSATION_NOT_FOUND, "no such conversation"));
    }
    return Step.done();
  }

  /** What the transaction without an answer has changed. */
  private MembershipOutcome.Done since(State seen, State now) {
    boolean existed = seen.head() != null;
    boolean creates = change instanceof MembershipChange.Create;
    boolean removes = change instanceof MembershipChange.Remove;
    List<String> changed =
        users(change).stream()
            .filter(user -> !creates || !existed)
            .filter(user -> seen.members().contains(membership(user)) == removes)
            .toList();
    return new MembershipOutcome.Done(
        creates && !existed, changed, Objects.requireNonNull(now.head()));
  }

  private void done(MembershipOutcome.Done done) {
    Head head = done.head();
    List<String> users = done.users();
    context.cache().putHead(head);
    boolean left = change instanceof MembershipChange.Remove;
    for (Membership membership : memberships(users)) {
      if (left) {
        context.cache().removeMember(membership);
      } else {
        context.cache().putMember(membership);
      }
    }
    queued.result().complete(done);
    if (users.isEmpty()) {
      return;
    }
    if (left) {
      context.tell(() -> context.listener().onLeft(users, visibility(head, 0, head.headSeq())));
    } else {
      context.tell(
          () ->
              context
                  .listener()
                  .onJoined(users, visibility(head, head.headSeq(), Visibility.STILL_MEMBER)));
    }
  }

  private static Visibility visibility(Head head, long joinedSeq, long leftSeq) {
    return new Visibility(
        head.conversation(), head.epoch(), head.headSeq(), head.floorSeq(), joinedSeq, leftSeq);
  }

  private Step lost() {
    SeqsvrException refusal = context.refusals().notOwner();
    abandon(refusal);
    return new Step.Lost(refusal);
  }

  /**
   * Tries again after a pause. While the outcome is unknown there is no end to it: a transaction
   * may still be under way, and nothing may come before it has ended; whoever waits for too long is
   * told that nobody knows.
   */
  private Step again(Exception cause) {
    context.observer().onFailure(cause);
    context.cache().clear();
    failures++;
    if (isUnknown) {
      if (context.isOverdue(queued.sinceNanos())) {
        queued.giveUp(context.refusals().unknownChange());
      }
    } else if (isEnough()) {
      refuse(context.refusals().storeUnavailable());
      return Step.done();
    }
    return new Step.Pause(this);
  }

  private boolean isEnough() {
    return failures > context.settings().retries() || context.isOverdue(queued.sinceNanos());
  }

  private void refuse(SeqsvrException refusal) {
    context.observer().onRefused(refusal.reason());
    queued.refuse(refusal);
  }

  private List<Membership> memberships(List<String> users) {
    return users.stream().map(this::membership).toList();
  }

  private Membership membership(String user) {
    return new Membership(change.conversation(), user);
  }

  private static List<String> users(MembershipChange change) {
    if (change instanceof MembershipChange.Create create) {
      return create.members();
    }
    return change instanceof MembershipChange.Add add
        ? add.users()
        : ((MembershipChange.Remove) change).users();
  }
}
