package io.seqsvr.cli.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.message.client.ClientCounters;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageKind;
import io.seqsvr.message.client.MessageListener;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.ReadState;
import io.seqsvr.message.client.SendHandle;
import io.seqsvr.message.client.SendOutcome;
import io.seqsvr.message.client.SendReceipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A device whose sends are accepted at once and come back at once. Thread-safe. */
class FakeMessageClient implements MessageClient {
  /** 2026-11-20 10:15:30 UTC. */
  static final long TIME_MILLIS = 1_795_169_730_000L;

  final DeviceView view;
  final MessageListener listener;
  final AtomicInteger closed = new AtomicInteger();
  private final AtomicLong seq = new AtomicLong();

  FakeMessageClient(DeviceView view, MessageListener listener) {
    this.view = view;
    this.listener = listener;
  }

  static Incoming message(String conversation, long seq, String sender, String text) {
    return message(conversation, seq, sender, text.getBytes(UTF_8));
  }

  static Incoming message(String conversation, long seq, String sender, byte[] body) {
    return new Incoming(
        conversation,
        seq,
        Math.max(0, seq - 1),
        seq,
        sender,
        "c" + seq,
        "s" + seq,
        TIME_MILLIS + seq,
        MessageKind.CHAT,
        true,
        body);
  }

  @Override
  public SendHandle send(String conversation, Outgoing message) {
    SendOutcome outcome = outcome(conversation, message);
    return new SendHandle("c", CompletableFuture.completedFuture(outcome));
  }

  SendOutcome outcome(String conversation, Outgoing message) {
    long next = seq.incrementAndGet();
    listener.onMessage(message(conversation, next, view.user(), message.body()));
    return new SendOutcome.Accepted(new SendReceipt(next, next - 1, "s", TIME_MILLIS, false));
  }

  @Override
  public CompletableFuture<ReadState> markRead(String conversation, long readSeq) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long shownTo(String conversation) {
    return seq.get();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public ClientCounters counters() {
    return new ClientCounters(1, 0, 0, 0, 0, 0);
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
