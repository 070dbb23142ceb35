package io.seqsvr.cli.client;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.cli.console.TextTable;
import io.seqsvr.client.Routes;
import io.seqsvr.client.SeqClient;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code seqsvr routes}: which node serves which section. */
@Command(
    name = "routes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Show which node serves which sections.",
    description = {
      "",
      "Prints the routing table of the node that is asked: first the table's version, the cluster's"
          + " id, the number of sections and the hash function, then a line for each node that owns"
          + " sections: id, address, number of sections, incarnation, section ranges (inclusive).",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP},
    footerHeading = "%nExample:%n",
    footer = "  seqsvr routes --server 127.0.0.1:8201")
public final class RoutesCommand implements Callable<Integer> {
  private final ClientFactory clients;
  private final Console console;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption();

  /** A command that prints to the console's output. */
  public RoutesCommand(ClientFactory clients, Console console) {
    this.clients = clients;
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailedException {
    try (SeqClient client = clients.open(server, timeout.value())) {
      print(client.routes());
    }
    return ExitCode.DONE;
  }

  private void print(Routes routes) {
    console
        .out()
        .printf(
            "version=%d cluster=%s sections=%d hash=%s%n",
            routes.version(), routes.clusterId(), routes.sectionCount(), routes.hash());
    TextTable table = new TextTable("llrll");
    for (Routes.Node node : routes.nodes()) {
      table.row(
          node.id(),
          node.address(),
          Integer.toString(count(node)),
          node.incarnation(),
          node.sections().stream().map(RoutesCommand::range).collect(Collectors.joining(",")));
    }
    table.lines().forEach(console.out()::println);
  }

  private static int count(Routes.Node node) {
    return node.sections().stream().mapToInt(range -> range.last() - range.first() + 1).sum();
  }

  private static String range(Routes.Sections range) {
    return range.first() == range.last()
        ? Integer.toString(range.first())
        : range.first() + "-" + range.last();
  }
}
