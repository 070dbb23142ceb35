package io.seqsvr.cli.server;

import picocli.CommandLine.Command;

/** {@code seqsvr store}: the store tier alone. */
@Command(
    name = "store",
    header = "Run the store tier alone: durable ceilings, fenced by epoch, in front of MySQL.",
    description = {
      "",
      "It needs a MySQL database. It keeps nothing in memory: run several."
          + SingleTierCommand.SETTINGS_HELP,
      "",
      "  READY store",
      "",
      SingleTierCommand.END_HELP,
      ""
    },
    footer = {
      "  seqsvr store",
      "  seqsvr store --config /etc/seqsvr/store.yml",
      "  SEQSVR_STORE_DATABASE_PASSWORD=… seqsvr store --set seqsvr.store.database.url=jdbc:mysql://db1/seqsvr"
    })
public final class StoreCommand extends SingleTierCommand {
  /** A command that hands its plan to the host. */
  public StoreCommand(TierHost host) {
    super(host, TierPlan.Tier.STORE);
  }
}
