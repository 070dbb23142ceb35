package io.seqsvr.cli.demo.chat;

import java.util.OptionalInt;

/** Client message ids that tell the number of the message in the run. Stateless. */
final class ClientIds {
  private static final String PREFIX = "m";

  private ClientIds() {}

  static String of(int message) {
    return PREFIX + message;
  }

  /** The number in an id; empty for an id that was not made here. */
  static OptionalInt message(String clientMsgId) {
    return clientMsgId.matches(PREFIX + "[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(clientMsgId.substring(PREFIX.length())))
        : OptionalInt.empty();
  }
}
