package io.seqsvr.cli.client;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which conversation is meant; picocli fills it in. */
final class ConversationOptions {
  @Parameters(
      paramLabel = "CONVERSATION",
      description =
          "Conversation id: any UTF-8 text of 1 to 256 bytes, compared byte by byte. It needs no"
              + " registration.")
  private String conversation = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description = "0 to 64 characters of [a-z0-9-]. Default: the empty namespace")
  private String namespace = "";

  String conversation() {
    return CommandLineText.utf8("conversation", conversation);
  }

  String namespace() {
    return namespace;
  }
}
