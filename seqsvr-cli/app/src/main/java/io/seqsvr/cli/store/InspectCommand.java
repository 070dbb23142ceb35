package io.seqsvr.cli.store;

import io.seqsvr.api.store.v1.Cluster;
import io.seqsvr.api.store.v1.NodeLease;
import io.seqsvr.api.store.v1.Section;
import io.seqsvr.cli.client.TimeoutOption;
import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.cli.console.Quantities;
import io.seqsvr.cli.console.TextTable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code seqsvr admin store inspect}: the rows of sections, or of leases. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Show the store's rows: sections, or leases.",
    description = {
      "",
      "Changes nothing. Prints the cluster's id, number of sections and hash function, then a table"
          + " with a heading. Of each section: its epoch, which every change of owner raises; the"
          + " incarnation that owns it; the base and the durable ceiling of its seqs; and the epoch of"
          + " the snapshot that its next owner goes on from. Of each lease: its incarnation, node,"
          + " address, state, version, length, margin, and when it was last written, by the clock of"
          + " some store. '-' stands for none.",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr admin store inspect --sections 0-15",
      "  seqsvr admin store inspect --leases --server 127.0.0.1:8101"
    })
final class InspectCommand implements Callable<Integer> {
  private static final String NONE = "-";

  private final StoreAdmins stores;
  private final Console console;

  @Mixin private SectionsOption sections = new SectionsOption();

  @Option(names = "--leases", description = "Leases of incarnations in place of sections.")
  private boolean leases;

  @Option(names = "--json", description = "One JSON object a line, and nothing else.")
  private boolean json;

  @Mixin private StoreOptions options = new StoreOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  InspectCommand(StoreAdmins stores, Console console) {
    this.stores = stores;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException {
    SectionRange range = sections.value().orElse(SectionRange.ALL);
    try (StoreAdmin store = stores.open(options, timeout.value())) {
      Cluster cluster = store.cluster();
      List<String> lines =
          leases
              ? leaseLines(store.leases())
              : sectionLines(store.inspect(range.first(), range.lastOf(cluster.getSectionCount())));
      if (!json) {
        console
            .out()
            .printf(
                "cluster=%s sections=%d hash=%s%n",
                cluster.getId(), cluster.getSectionCount(), cluster.getHash());
      }
      lines.forEach(console.out()::println);
    }
    return ExitCode.DONE;
  }

  private List<String> sectionLines(List<Section> rows) {
    if (json) {
      return rows.stream().map(StoreJson::section).toList();
    }
    TextTable table = new TextTable("rrlrrr");
    table.row("section", "epoch", "owner", "base", "max_seq", "snapshot");
    for (Section row : rows) {
      table.row(
          Integer.toString(row.getSectionId()),
          Long.toString(row.getEpoch()),
          row.getOwner().isEmpty() ? NONE : row.getOwner(),
          Long.toString(row.getBase()),
          Long.toString(row.getMaxSeq()),
          row.hasSnapshot() ? Long.toString(row.getSnapshotEpoch()) : NONE);
    }
    return table.lines();
  }

  private List<String> leaseLines(List<NodeLease> rows) {
    if (json) {
      return rows.stream().map(StoreJson::lease).toList();
    }
    TextTable table = new TextTable("llllrrrl");
    table.row(
        "incarnation", "node", "address", "state", "version", "lease", "margin", "last_written");
    for (NodeLease row : rows) {
      table.row(
          row.getIncarnation(),
          row.getNodeId(),
          row.getAddress(),
          row.getState().name(),
          Long.toString(row.getVersion()),
          Quantities.duration(row.getLeaseNanos()),
          Quantities.duration(row.getMarginNanos()),
          Instant.ofEpochMilli(row.getUpdatedAtMillis()).toString());
    }
    return table.lines();
  }
}
