package io.seqsvr.message.client.internal;

/** Unfinished sends. May block and throw. */
public interface SendStore {
  /** Before the first byte is sent. */
  void add(String conversation, Draft draft);

  /** The outcome is known, or nobody asks any more. */
  void remove(String conversation, String clientMsgId);
}
