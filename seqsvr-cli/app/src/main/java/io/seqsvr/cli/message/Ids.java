package io.seqsvr.cli.message;

import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.cli.client.CommandLineText;
import io.seqsvr.message.api.MessageLimits;
import java.util.List;

/** Ids from the command line, as typed: bytes that are not UTF-8 are refused. Stateless. */
final class Ids {
  private Ids() {}

  static String conversation(String text) {
    return utf8("conversation", MessageLimits.CONVERSATION_BYTES, text);
  }

  static String user(String text) {
    return utf8("user", MessageLimits.USER_BYTES, text);
  }

  static List<String> users(List<String> texts) {
    return texts.stream().map(Ids::user).toList();
  }

  static String device(String text) {
    return utf8("device", MessageLimits.DEVICE_BYTES, text);
  }

  /** Not empty: to the SDK that means that it is to make one. */
  static String clientMsgId(String text) {
    if (text.isEmpty()) {
      throw SeqsvrException.invalidArgument(
          "client_msg_id", "1.." + MessageLimits.CLIENT_MSG_ID_BYTES + " bytes of UTF-8", "empty");
    }
    return utf8("client_msg_id", MessageLimits.CLIENT_MSG_ID_BYTES, text);
  }

  static String body(String text) {
    String limit = "0.." + MessageLimits.BODY_BYTES + " bytes of UTF-8";
    return CommandLineText.utf8("body", limit, text);
  }

  private static String utf8(String field, int maxBytes, String text) {
    return CommandLineText.utf8(field, "1.." + maxBytes + " bytes of UTF-8", text);
  }
}
