package io.seqsvr.message.client;

import java.util.List;

/**
 * Keeps messages from the moment in which {@code send} is called until their outcome is known. An
 * implementation on disk lets a new process send what the last one did not finish, under the same
 * ids.
 *
 * <p>Only messages that are kept by the service come here: what is not kept is tried once, by the
 * client that was asked to.
 *
 * <p>Thread-safe. {@link #load} is called once, before the first connection; {@link #add} in the
 * thread that calls {@code send}, one call at a time in the order of the sends; {@link #remove} in
 * a thread of the client. A client that is closed leaves what is not finished to the next one.
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
