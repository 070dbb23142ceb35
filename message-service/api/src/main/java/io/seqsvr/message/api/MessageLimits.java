package io.seqsvr.message.api;

/**
 * Limits of the protocol, all inclusive; sizes in bytes of UTF-8. Servers and clients check them.
 */
public final class MessageLimits {
  /** Longest conversation id. */
  public static final int CONVERSATION_BYTES = 256;

  /** Longest user id. */
  public static final int USER_BYTES = 128;

  /** Longest device id. */
  public static final int DEVICE_BYTES = 64;

  /** Longest client message id. */
  public static final int CLIENT_MSG_ID_BYTES = 64;

  /** Largest body. */
  public static final int BODY_BYTES = 64 * 1024;

  /** Most users that one call names. */
  public static final int USERS_PER_CALL = 1_000;

  /** Most members of a group. */
  public static final int MEMBERS_PER_GROUP = 100_000;

  /** Most messages of a page. */
  public static final int PAGE_MESSAGES = 1_000;

  /** Messages of a page if the caller does not say. */
  public static final int DEFAULT_PAGE_MESSAGES = 100;

  /** Bytes of bodies after which a page ends. */
  public static final int PAGE_BYTES = 1024 * 1024;

  /** Most conversations in one call or one page. */
  public static final int CONVERSATIONS_PER_CALL = 1_000;

  /** Most cursors in one hello. */
  public static final int CURSORS_PER_HELLO = 1_000;

  /** Most cursors of one connection. */
  public static final int CURSORS_PER_CONNECTION = 100_000;

  private MessageLimits() {}
}
