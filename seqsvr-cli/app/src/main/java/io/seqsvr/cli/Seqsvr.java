package io.seqsvr.cli;

import io.seqsvr.cli.console.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seqsvr}: the command that only has subcommands. */
@Command(
    name = "seqsvr",
    mixinStandardHelpOptions = true,
    versionProvider = Seqsvr.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Strictly increasing sequence numbers per conversation, through crashes and deploys.",
    description = {
      "",
      "Start with 'seqsvr standalone' in one terminal and 'seqsvr next c1' in another, or with"
          + " 'seqsvr demo'. Each command explains itself with --help.",
      ""
    },
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_HELP})
final class Seqsvr implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Tells the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Seqsvr.class.getPackage().getImplementationVersion();
      return new String[] {"seqsvr " + (version == null ? "(unpacked)" : version)};
    }
  }
}
