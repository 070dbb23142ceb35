package io.seqsvr.message.client;

import io.seqsvr.message.client.internal.Attempt;
import io.seqsvr.message.client.internal.Calls;
import io.seqsvr.message.client.internal.Draft;
import io.seqsvr.message.client.internal.ReadPosition;
import io.seqsvr.message.client.internal.Repeater;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Calls, each repeated until it has its answer. Thread-safe. */
final class DefaultConversations implements Conversations {
  private final Calls calls;
  private final Repeater repeater;
  private final Supplier<String> ids;
  private final Runnable onClose;

  /**
   * @param onClose ends the pauses of the repeater
   */
  DefaultConversations(Calls calls, Repeater repeater, Supplier<String> ids, Runnable onClose) {
    this.calls = calls;
    this.repeater = repeater;
    this.ids = ids;
    this.onClose = onClose;
  }

  @Override
  public boolean createGroup(String conversation, List<String> members) {
    return call(nanos -> calls.createGroup(conversation, members, nanos));
  }

  @Override
  public String createPair(String userA, String userB) {
    return call(nanos -> calls.createPair(userA, userB, nanos));
  }

  @Override
  public int addMembers(String conversation, List<String> users) {
    return call(nanos -> calls.addMembers(conversation, users, nanos));
  }

  @Override
  public int removeMembers(String conversation, List<String> users) {
    return call(nanos -> calls.removeMembers(conversation, users, nanos));
  }

  @Override
  public List<ConversationInfo> list(String user) {
    List<ConversationInfo> all = new ArrayList<>();
    Calls.States page;
    do {
      String after = all.isEmpty() ? "" : all.get(all.size() - 1).conversation();
      page = call(nanos -> calls.list(user, after, nanos));
      page.states().forEach(state -> all.add(Translation.info(state)));
    } while (page.more() && !page.states().isEmpty());
    return List.copyOf(all);
  }

  @Override
  public SendReceipt send(String conversation, String sender, Outgoing message) {
    Arguments.message(message);
    Draft draft =
        Translation.draft(
            message.clientMsgId().isEmpty() ? message.withClientMsgId(ids.get()) : message);
    return Translation.receipt(call(nanos -> calls.send(conversation, sender, draft, nanos)));
  }

  @Override
  public MessagePage pull(
      String user, String conversation, long afterSeq, long upToSeq, int limit) {
    return Translation.page(
        call(nanos -> calls.pull(user, conversation, afterSeq, upToSeq, limit, nanos)));
  }

  @Override
  public ReadState markRead(String user, String conversation, long readSeq) {
    return Translation.readState(call(nanos -> calls.markRead(user, conversation, readSeq, nanos)));
  }

  @Override
  public List<ReadState> unread(String user, List<String> conversations) {
    List<ReadPosition> states = call(nanos -> calls.unread(user, conversations, nanos));
    return states.stream().map(Translation::readState).toList();
  }

  @Override
  public void close() {
    onClose.run();
    calls.close();
  }

  private <V> V call(LongFunction<Attempt<V>> attempt) {
    Attempt<V> end;
    try {
      end = repeater.call(attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MessageOutcomeUnknownException("interrupted while waiting for the answer", e);
    }
    if (end instanceof Attempt.Answered<V> answered) {
      return answered.value();
    }
    if (end instanceof Attempt.Refused<V> refused) {
      throw refused.refusal();
    }
    Throwable cause = ((Attempt.Unanswered<V>) end).cause();
    throw new MessageOutcomeUnknownException("no answer: " + cause.getMessage(), cause);
  }
}
