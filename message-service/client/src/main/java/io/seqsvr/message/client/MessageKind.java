package io.seqsvr.message.client;

/** What a message is for. */
public enum MessageKind {
  /** Something that a person wrote. */
  CHAT,

  /** Something that a program has to tell. */
  NOTIFICATION
}
