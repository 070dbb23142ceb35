package io.seqsvr.message.client;

import java.util.List;

/**
 * Keeps messages from the moment in which {@code send} is called until their outcome is known. An
 * implementation on disk lets a new process send what the last one did not finish, under the same
 * ids.
 *
 * <p>Thread-safe. {@link #load} is called once, before the first connection.
 */
public interface Outbox {
  /** A message that is not finished. */
  record Entry(String conversation, Outgoing message) {}

  /** What an earlier client has left, in the order of the sends. */
  List<Entry> load();

  /** Called before the first byte is sent. */
  void add(Entry entry);

  /** The outcome is known. */
  void remove(String conversation, String clientMsgId);

  /** Nothing is kept longer than the client lives. */
  static Outbox inMemory() {
    return new InMemoryOutbox();
  }
}
