package io.seqsvr.cli.demo.chat;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.ClientCounters;
import io.seqsvr.message.client.Cursor;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageListener;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.ReadState;
import io.seqsvr.message.client.SendHandle;
import io.seqsvr.message.client.SendOutcome;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A client of a {@link FakeChat}, which guards it: shows what is above its cursor at once. */
final class FakeDevice implements MessageClient {
  private final FakeChat chat;
  private final String user;
  private final CursorStore cursors;
  private final MessageListener listener;
  private final Map<String, Cursor> positions;
  private long sends;

  FakeDevice(FakeChat chat, String user, CursorStore cursors, MessageListener listener) {
    this.chat = chat;
    this.user = user;
    this.cursors = cursors;
    this.listener = listener;
    this.positions = new HashMap<>(cursors.load());
  }

  void chase(FakeLog log) {
    if (!log.hasMember(user)) {
      return;
    }
    Iterator<Incoming> messages = log.after(position(log.id())).iterator();
    while (messages.hasNext()) {
      Incoming message = messages.next();
      boolean last = !messages.hasNext();
      int copies = chat.copies(message.clientMsgId(), last);
      for (int i = 0; i < copies; i++) {
        listener.onMessage(message);
      }
      if (copies > 0 || !last) {
        Cursor cursor = new Cursor(1, message.seq());
        positions.put(log.id(), cursor);
        cursors.save(log.id(), cursor);
      }
    }
  }

  @Override
  public SendHandle send(String conversation, Outgoing message) {
    return new SendHandle(
        message.clientMsgId(), CompletableFuture.completedFuture(outcome(conversation, message)));
  }

  private SendOutcome outcome(String conversation, Outgoing message) {
    synchronized (chat) {
      sends++;
    }
    try {
      return new SendOutcome.Accepted(chat.send(conversation, user, message));
    } catch (SeqsvrException e) {
      return new SendOutcome.Rejected(e);
    }
  }

  @Override
  public CompletableFuture<ReadState> markRead(String conversation, long readSeq) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long shownTo(String conversation) {
    synchronized (chat) {
      return position(conversation);
    }
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public ClientCounters counters() {
    synchronized (chat) {
      int redelivered = chat.has(FakeChat.Flaw.NOT_REDELIVERING) ? 0 : 1;
      return new ClientCounters(1, sends + 1, 0, redelivered, redelivered, 0);
    }
  }

  @Override
  public void close() {
    chat.closed(user, this);
  }

  private long position(String conversation) {
    return positions.getOrDefault(conversation, new Cursor(1, 0)).seq();
  }
}
