package io.seqsvr.api.key;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.seqsvr.api.error.SeqsvrException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The 64-bit hash that stands for a conversation: XXH3-64 with seed 0 over the namespace, one NUL
 * byte, and the conversation id in UTF-8. Two ids with the same hash share a counter, which keeps
 * the seqs of both unique and ordered, and only makes them sparser.
 *
 * <p>Stateless; every method may be called by any thread.
 */
public final class ConversationKey {
  /** Longest namespace, in characters. */
  public static final int MAX_NAMESPACE_LENGTH = 64;

  /** Longest conversation id, in bytes of UTF-8. */
  public static final int MAX_CONVERSATION_BYTES = 256;

  /** Name of the hash function, as the cluster's identity and the routing table spell it. */
  public static final String HASH_NAME = "xxh3-64";

  private static final Hasher64 XXH3 = Hashing.xxh3_64();

  /** Where a thread puts what it hashes, so that a call allocates nothing. */
  private static final ThreadLocal<byte[]> INPUT =
      ThreadLocal.withInitial(() -> new byte[MAX_NAMESPACE_LENGTH + 1 + MAX_CONVERSATION_BYTES]);

  private static final String NAMESPACE_LIMIT = "0..64 characters of [a-z0-9-]";
  private static final String CONVERSATION_LIMIT = "1..256 bytes of UTF-8";

  private ConversationKey() {}

  /**
   * Checks a namespace and a conversation id and hashes them.
   *
   * @throws SeqsvrException INVALID_ARGUMENT, naming the field and its limit
   */
  public static long hash(String namespace, String conversation) {
    return hash(namespace, encode(conversation));
  }

  /**
   * As {@link #hash(String, String)}, for an id that arrives as bytes. They must be valid UTF-8;
   * who reads them from the wire checks that.
   *
   * @throws SeqsvrException INVALID_ARGUMENT, naming the field and its limit
   */
  public static long hash(String namespace, byte[] conversationUtf8) {
    checkNamespace(namespace);
    if (conversationUtf8.length < 1 || conversationUtf8.length > MAX_CONVERSATION_BYTES) {
      throw SeqsvrException.invalidArgument(
          "conversation", CONVERSATION_LIMIT, conversationUtf8.length + " bytes");
    }
    int namespaceLength = namespace.length();
    byte[] input = INPUT.get();
    for (int i = 0; i < namespaceLength; i++) {
      input[i] = (byte) namespace.charAt(i);
    }
    input[namespaceLength] = 0;
    System.arraycopy(conversationUtf8, 0, input, namespaceLength + 1, conversationUtf8.length);
    return XXH3.hashBytesToLong(input, 0, namespaceLength + 1 + conversationUtf8.length);
  }

  /**
   * The section of a hash.
   *
   * @param sectionCount a power of two
   * @return 0 to sectionCount - 1, inclusive
   */
  public static int section(long hash, int sectionCount) {
    return (int) (hash & (sectionCount - 1));
  }

  /** A refusal of a conversation id that is not UTF-8. */
  public static SeqsvrException notUtf8() {
    return SeqsvrException.invalidArgument("conversation", CONVERSATION_LIMIT, "not valid UTF-8");
  }

  private static void checkNamespace(String namespace) {
    if (namespace.length() > MAX_NAMESPACE_LENGTH) {
      throw SeqsvrException.invalidArgument(
          "namespace", NAMESPACE_LIMIT, namespace.length() + " characters");
    }
    for (int i = 0; i < namespace.length(); i++) {
      char c = namespace.charAt(i);
      boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      if (!allowed) {
        throw SeqsvrException.invalidArgument(
            "namespace", NAMESPACE_LIMIT, "code unit " + (int) c + " at index " + i);
      }
    }
  }

  private static byte[] encode(String conversation) {
    if (conversation.length() > MAX_CONVERSATION_BYTES) {
      throw SeqsvrException.invalidArgument(
          "conversation", CONVERSATION_LIMIT, "at least " + conversation.length() + " bytes");
    }
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(conversation));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      SeqsvrException refusal = notUtf8();
      refusal.addSuppressed(e);
      throw refusal;
    }
  }
}
