package io.seqsvr.cli.server;

import picocli.CommandLine.Command;

/** {@code seqsvr alloc}: the alloc tier alone. */
@Command(
    name = "alloc",
    header = "Run the alloc tier alone: seqs from memory, section by section.",
    description = {
      "",
      "It needs ZooKeeper and the store tier. One node serves everything; further ones, each with a"
          + " name of its own, wait and take over when its lease is over."
          + SingleTierCommand.SETTINGS_HELP,
      "",
      "  READY alloc",
      "",
      SingleTierCommand.END_HELP,
      ""
    },
    footer = {"  seqsvr alloc", "  seqsvr alloc --config /etc/seqsvr/alloc.yml"})
public final class AllocCommand extends SingleTierCommand {
  /** A command that hands its plan to the host. */
  public AllocCommand(TierHost host) {
    super(host, TierPlan.Tier.ALLOC);
  }
}
