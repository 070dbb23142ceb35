package io.seqsvr.message.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The id of the one conversation of two users, the same for both directions. Different pairs have
 * different ids: the length of the first user says where the second one begins.
 */
public final class PairConversation {
  /** Ids of groups do not begin with this. */
  public static final String PREFIX = "single:";

  private PairConversation() {}

  /**
   * Returns the id.
   *
   * @param userA one user, well-formed UTF-16
   * @param userB the other one, or the same
   * @return at most {@link MessageLimits#CONVERSATION_BYTES} bytes of UTF-8
   */
  public static String id(String userA, String userB) {
    boolean inOrder = Arrays.compareUnsigned(userA.getBytes(UTF_8), userB.getBytes(UTF_8)) <= 0;
    String first = inOrder ? userA : userB;
    String second = inOrder ? userB : userA;
    String id = PREFIX + first.getBytes(UTF_8).length + ":" + first + ":" + second;
    byte[] bytes = id.getBytes(UTF_8);
    return bytes.length <= MessageLimits.CONVERSATION_BYTES ? id : PREFIX + "#" + sha256(bytes);
  }

  /** Whether an id is kept for the conversation of a pair. */
  public static boolean isReserved(String conversation) {
    return conversation.startsWith(PREFIX);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
