package io.seqsvr.message.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.api.MessageLimits;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/** What is checked before anything is sent; refused as the service would refuse it. Stateless. */
final class Arguments {
  private static final int SHOWN_CHARS = 64;

  private Arguments() {}

  static void conversation(String conversation) {
    text("conversation", conversation, MessageLimits.CONVERSATION_BYTES);
  }

  static void message(Outgoing message) {
    if (!message.clientMsgId().isEmpty()) {
      text("client_msg_id", message.clientMsgId(), MessageLimits.CLIENT_MSG_ID_BYTES);
    }
    int bytes = message.body().length;
    if (bytes > MessageLimits.BODY_BYTES) {
      throw SeqsvrException.invalidArgument(
          "body", "0.." + MessageLimits.BODY_BYTES + " bytes", bytes + " bytes");
    }
  }

  static void notNegative(String field, long value) {
    if (value < 0) {
      throw SeqsvrException.invalidArgument(field, ">= 0", Long.toString(value));
    }
  }

  /**
   * An id.
   *
   * @throws SeqsvrException INVALID_ARGUMENT if it is no well-formed text of 1 to so many bytes
   */
  static void text(String field, String value, int maxBytes) {
    if (value.isEmpty() || value.length() > maxBytes || utf8Bytes(value) > maxBytes) {
      String shown = value.substring(0, Math.min(SHOWN_CHARS, value.length()));
      throw SeqsvrException.invalidArgument(field, "1.." + maxBytes + " bytes of UTF-8", shown);
    }
  }

  /** Their number; one more than any limit if the text is not well-formed. */
  private static int utf8Bytes(String value) {
    try {
      ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      return bytes.remaining();
    } catch (CharacterCodingException malformed) {
      return Integer.MAX_VALUE;
    }
  }
}
