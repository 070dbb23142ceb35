package io.seqsvr.message.client;

import io.seqsvr.message.client.internal.Draft;
import io.seqsvr.message.client.internal.Message;
import io.seqsvr.message.client.internal.Observer;
import io.seqsvr.message.client.internal.Position;
import io.seqsvr.message.client.internal.PositionStore;
import io.seqsvr.message.client.internal.ReadPosition;
import io.seqsvr.message.client.internal.SendStore;
import java.util.HashMap;
import java.util.Map;

/** The application's listener and stores behind the ports of the rules. Adds nothing. */
record Application(MessageListener listener, CursorStore cursors, Outbox outbox)
    implements Observer, PositionStore, SendStore {
  @Override
  public void onMessage(Message message) {
    listener.onMessage(Translation.incoming(message));
  }

  @Override
  public void onTransient(Message message) {
    listener.onTransient(Translation.incoming(message));
  }

  @Override
  public void onReset(String conversation) {
    listener.onReset(conversation);
  }

  @Override
  public void onRead(ReadPosition state) {
    listener.onRead(Translation.readState(state));
  }

  @Override
  public void onConnected(boolean connected) {
    listener.onConnected(connected);
  }

  @Override
  public void onStopped(String reason) {
    listener.onStopped(reason);
  }

  @Override
  public Map<String, Position> load() {
    Map<String, Position> positions = new HashMap<>();
    cursors
        .load()
        .forEach(
            (conversation, cursor) -> positions.put(conversation, Translation.position(cursor)));
    return positions;
  }

  @Override
  public void save(String conversation, Position position) {
    cursors.save(conversation, Translation.cursor(position));
  }

  @Override
  public void forget(String conversation) {
    cursors.forget(conversation);
  }

  @Override
  public void add(String conversation, Draft draft) {
    outbox.add(new Outbox.Entry(conversation, Translation.outgoing(draft)));
  }

  @Override
  public void remove(String conversation, String clientMsgId) {
    outbox.remove(conversation, clientMsgId);
  }
}
