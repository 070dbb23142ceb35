package io.seqsvr.message.server.delivery;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.MessageLog;
import io.seqsvr.message.server.core.SendKey;
import io.seqsvr.message.server.core.SendResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What one session sends: goes to the log in the order of its numbers and is answered as the log
 * answers, or is passed on to those who are connected. Confined to its session.
 */
final class Sends {
  private final SessionParts parts;
  private final MessageLog log;
  private final DeviceSession session;
  private final String user;
  private final Feed feed;
  private final ReadQueue reads;
  private final FrameSink sink;
  private final Mailbox mailbox;
  private final UplinkGate gate;
  private int inFlight;

  Sends(
      SessionParts parts,
      MessageLog log,
      DeviceSession session,
      String user,
      Feed feed,
      ReadQueue reads,
      FrameSink sink,
      Mailbox mailbox) {
    this.parts = parts;
    this.log = log;
    this.session = session;
    this.user = user;
    this.feed = feed;
    this.reads = reads;
    this.sink = sink;
    this.mailbox = mailbox;
    this.gate = new UplinkGate(parts.settings().maxStickyRefusals(), parts::shortWait);
  }

  /** Sends that the log has not answered. */
  int inFlight() {
    return inFlight;
  }

  /** A send that is out of range: takes its number, and is rejected. */
  void onBadSend(Uplink.BadSend bad) {
    SeqsvrException refusal = bad.refusal();
    try {
      var unused = gate.takeNumber(bad.clientSeq());
    } catch (SeqsvrException outOfOrder) {
      refusal = outOfOrder;
    }
    sink.send(
        new Downlink.Answer(
            bad.clientSeq(),
            bad.conversation(),
            bad.clientMsgId(),
            new SendResult.Rejected(refusal)));
  }

  void onSend(Uplink.Send send) {
    boolean isNew;
    try {
      isNew = gate.takeNumber(send.clientSeq());
    } catch (SeqsvrException outOfOrder) {
      reject(send, outOfOrder);
      return;
    }
    SendKey key = new SendKey(send.conversation(), user, send.clientMsgId());
    if (send.stored()) {
      store(send, new Draft(key, send.kind(), send.counted(), send.body()));
    } else {
      passOnIfMember(send, new Draft(key, send.kind(), false, send.body()), isNew);
    }
  }

  private void store(Uplink.Send send, Draft draft) {
    Optional<SeqsvrException> blocked = gate.blocked(send.conversation(), send.clientMsgId());
    if (blocked.isPresent()) {
      reject(send, blocked.get());
      return;
    }
    inFlight++;
    gate.onSubmitted(send.conversation(), send.clientMsgId());
    CompletableFuture<SendResult> answer = log.send(draft);
    if (answer.isDone()) {
      // before the next send is looked at: a refusal must block it
      onAnswer(send, answer.join());
    } else {
      var unused = answer.thenAccept(result -> mailbox.put(() -> onAnswer(send, result)));
    }
  }

  private void onAnswer(Uplink.Send send, SendResult result) {
    inFlight--;
    if (session.isClosed()) {
      return;
    }
    boolean bounded = gate.onResult(send.conversation(), send.clientMsgId(), result);
    answer(send, result);
    if (!bounded) {
      throw SeqsvrException.retryable(
          ErrorReason.OVERLOADED, "too many conversations wait for a resend", parts.shortWait());
    }
  }

  private void passOnIfMember(Uplink.Send send, Draft draft, boolean isNew) {
    Chase chase = feed.chase(send.conversation());
    if (chase != null) {
      passOn(send, draft, chase.isMember(), chase.epoch(), isNew);
      return;
    }
    reads.submit(
        () -> parts.reads().visibility(user, send.conversation()),
        visibility -> passOn(send, draft, visibility.isMember(), visibility.epoch(), isNew),
        refusal -> reject(send, refusal));
  }

  /** What came before is only answered: there is no dedupe key that would find its first time. */
  private void passOn(Uplink.Send send, Draft draft, boolean isMember, long epoch, boolean isNew) {
    if (!isMember) {
      reject(send, SeqsvrException.of(ErrorReason.NOT_A_MEMBER, "the user is no member"));
      return;
    }
    long now = parts.instants().millis();
    TransientMessage message = new TransientMessage(draft, now);
    for (DeviceSession follower : parts.registry().followersOf(send.conversation())) {
      if (isNew && !follower.equals(session)) {
        follower.offer(epoch, message);
      }
    }
    sink.send(
        new Downlink.PassedOn(send.clientSeq(), send.conversation(), send.clientMsgId(), now));
  }

  private void reject(Uplink.Send send, SeqsvrException refusal) {
    answer(send, new SendResult.Rejected(refusal));
  }

  private void answer(Uplink.Send send, SendResult result) {
    sink.send(
        new Downlink.Answer(send.clientSeq(), send.conversation(), send.clientMsgId(), result));
  }
}
