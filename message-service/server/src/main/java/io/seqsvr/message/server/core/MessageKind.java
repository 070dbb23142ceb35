package io.seqsvr.message.server.core;

/** What a message is for. The ordinal is never stored; {@link #code} is. */
public enum MessageKind {
  /** Something that a person wrote. */
  CHAT(0),

  /** Something that a program has to tell. */
  NOTIFICATION(1);

  private final int code;

  MessageKind(int code) {
    this.code = code;
  }

  /** What stands in the database and on the wire. */
  public int code() {
    return code;
  }

  /**
   * The kind of a code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MessageKind of(int code) {
    return switch (code) {
      case 0 -> CHAT;
      case 1 -> NOTIFICATION;
      default -> throw new IllegalArgumentException("no kind of message has the code " + code);
    };
  }
}
