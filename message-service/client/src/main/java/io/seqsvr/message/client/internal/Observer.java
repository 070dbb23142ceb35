package io.seqsvr.message.client.internal;

/** The application. Its methods may block and throw. */
public interface Observer {
  /** A message, in its place. */
  void onMessage(Message message);

  /** A message that is not kept. */
  void onTransient(Message message);

  /** What was shown of a conversation is void. */
  void onReset(String conversation);

  /** The user has read. */
  void onRead(ReadPosition state);

  /** The connection was made or lost. */
  void onConnected(boolean connected);

  /** The client has stopped for good. */
  void onStopped(String reason);
}
