package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Visibility;
import io.seqsvr.message.server.lane.LaneObserver.Stage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes the members of a conversation. What was there before is read first, so that a change
 * whose first attempt had an unknown outcome can be repeated, and is still answered, and told to
 * listeners, as the one change that it is.
 */
final class ChangeTask implements LaneTask {
  private final LaneContext context;
  private final QueuedChange queued;
  private final MembershipChange change;
  private @Nullable Before before;
  private int failures;
  private boolean isUnknown;
  private boolean wasUnknown;

  /** The state that only this lane can have changed since. */
  private record Before(boolean existed, Set<Membership> members) {}

  ChangeTask(LaneContext context, QueuedChange queued) {
    this.context = context;
    this.queued = queued;
    this.change = queued.change();
  }

  @Override
  public Step run() {
    try {
      if (isUnknown) {
        LaneStorage.Resolution resolution =
            context.timed(
                Stage.RESOLVE, () -> context.storage().resolve(context.epoch(), List.of()));
        isUnknown = false;
        if (!resolution.owned()) {
          return lost();
        }
      }
      if (before == null) {
        before = context.timed(Stage.LOOKUP, this::readBefore);
      }
    } catch (RuntimeException e) {
      return again(e);
    }
    return ended(context.timed(Stage.CHANGE, this::write), before);
  }

  @Override
  public void abandon(SeqsvrException refusal) {
    if (wasUnknown) {
      queued.giveUp(context.refusals().storeUnavailable());
    } else {
      refuse(refusal);
    }
  }

  private Before readBefore() {
    LaneStorage.Lookup found =
        context
            .storage()
            .lookup(List.of(change.conversation()), memberships(users(change)), List.of());
    return new Before(found.heads().containsKey(change.conversation()), found.members());
  }

  private MembershipOutcome write() {
    try {
      return context.storage().change(context.epoch(), change);
    } catch (RuntimeException e) {
      context.observer().onUnexpected(e);
      return new MembershipOutcome.Failed(true, e);
    }
  }

  private Step ended(MembershipOutcome outcome, Before seen) {
    if (outcome instanceof MembershipOutcome.Done done) {
      done(wasUnknown ? sinceBefore(done.head(), seen) : done);
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
        wasUnknown = true;
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

  /** What all attempts together have changed. */
  private MembershipOutcome.Done sinceBefore(Head head, Before seen) {
    boolean created = change instanceof MembershipChange.Create && !seen.existed();
    boolean nothing = change instanceof MembershipChange.Create && seen.existed();
    boolean removed = change instanceof MembershipChange.Remove;
    List<String> changed =
        users(change).stream()
            .filter(user -> !nothing)
            .filter(user -> seen.members().contains(membership(user)) == removed)
            .toList();
    return new MembershipOutcome.Done(created, changed, head);
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
   * may still be under way, and nothing may come before it has ended.
   */
  private Step again(Exception cause) {
    context.observer().onFailure(cause);
    context.cache().clear();
    failures++;
    if (isUnknown) {
      if (context.isOverdue(queued.sinceNanos())) {
        queued.giveUp(context.refusals().storeUnavailable());
      }
    } else if (failures > context.settings().retries()) {
      refuse(context.refusals().storeUnavailable());
      return Step.done();
    }
    return new Step.Pause(this);
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
