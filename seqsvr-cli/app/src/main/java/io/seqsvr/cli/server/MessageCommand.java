package io.seqsvr.cli.server;

import picocli.CommandLine.Command;

/** {@code seqsvr message}: the message tier alone. */
@Command(
    name = "message",
    header = "Run the message tier alone: ordered, deduplicated delivery, in front of MySQL.",
    description = {
      "",
      "It needs a MySQL database, which may be on the store's server, and the alloc tier."
          + SingleTierCommand.SETTINGS_HELP,
      "",
      "  READY message",
      "",
      SingleTierCommand.END_HELP,
      ""
    },
    footer = {
      "  seqsvr message",
      "  seqsvr message --config /etc/seqsvr/message.yml",
      "  SEQSVR_MESSAGE_DATABASE_PASSWORD=… seqsvr message --set seqsvr.message.database.url=jdbc:mysql://db1/seqsvr_message"
    })
public final class MessageCommand extends SingleTierCommand {
  /** A command that hands its plan to the host. */
  public MessageCommand(TierHost host) {
    super(host, TierPlan.Tier.MESSAGE);
  }
}
