package io.seqsvr.cli.server;

import io.seqsvr.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seqsvr standalone}: all tiers, a database and a ZooKeeper in one process. */
@Command(
    name = "standalone",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Run everything in one process, with a database and a ZooKeeper of its own.",
    description = {
      "",
      "Starts MariaDB and ZooKeeper on free ports, then the store, the alloc and the message"
          + " tier, all on the loopback address. When everything is healthy, one line on standard output says so:",
      "",
      "  READY alloc=127.0.0.1:7201 store=127.0.0.1:7101 http=127.0.0.1:7280"
          + " message=127.0.0.1:7301",
      "",
      "Health and metrics are on port 7290. Logs go to standard error. SIGTERM and Ctrl-C end it"
          + " cleanly within 25 seconds, as a rule in some; the data stays, and the next start on"
          + " the same directory"
          + " goes on with it, also after a kill -9. The first start unpacks the database's"
          + " binaries into the user's cache directory and takes some seconds longer.",
      ""
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:ended because it was told to",
      "1:could not start: data directory in use, port taken; one line on standard error says why",
      ExitCode.USAGE_HELP
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr standalone",
      "  seqsvr standalone --data-dir /var/lib/seqsvr --offset 1000",
      "  seqsvr next c1 --server 127.0.0.1:8201"
    })
public final class StandaloneCommand implements Callable<Integer> {
  private final TierHost host;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "./data",
      description =
          "Where data stays between runs; created if missing, one server at a time."
              + " Default: ${DEFAULT-VALUE}")
  private Path dataDirectory = Path.of("data");

  @Option(
      names = "--offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Added to each port, 0 to 58234. Default: ${DEFAULT-VALUE}")
  private int offset;

  @Option(
      names = "--exit-with-parent",
      hidden = true,
      description = "End as after SIGTERM when standard input ends.")
  private boolean exitWithParent;

  /** A command that hands its plan to the host. */
  public StandaloneCommand(TierHost host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    if (offset < 0 || offset > PortPlan.MAX_OFFSET) {
      throw new ParameterException(
          spec.commandLine(), "--offset must be 0.." + PortPlan.MAX_OFFSET + ": " + offset);
    }
    TierPlan plan = new TierPlan.Standalone(dataDirectory, new PortPlan(offset));
    return host.serve(plan, exitWithParent);
  }
}
