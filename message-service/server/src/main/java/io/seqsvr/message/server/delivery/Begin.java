package io.seqsvr.message.server.delivery;

/** Where a conversation without a cursor begins. */
public enum Begin {
  /** With the first message that the user may see. */
  FIRST_VISIBLE,

  /** With the next message, for conversations that exist when the device connects. */
  NEXT
}
