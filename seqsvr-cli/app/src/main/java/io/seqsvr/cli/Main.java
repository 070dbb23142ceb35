package io.seqsvr.cli;

import io.seqsvr.cli.check.CheckHistoryCommand;
import io.seqsvr.cli.client.AdminCommand;
import io.seqsvr.cli.client.ClientFactory;
import io.seqsvr.cli.client.CurrentCommand;
import io.seqsvr.cli.client.NextCommand;
import io.seqsvr.cli.client.RoutesCommand;
import io.seqsvr.cli.client.ServerOptions;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import io.seqsvr.cli.demo.DemoCommand;
import io.seqsvr.cli.logging.LogOutput;
import io.seqsvr.cli.message.ChatCommand;
import io.seqsvr.cli.message.ConversationCommand;
import io.seqsvr.cli.message.ListenCommand;
import io.seqsvr.cli.message.MessageClients;
import io.seqsvr.cli.message.SdkClients;
import io.seqsvr.cli.message.SendCommand;
import io.seqsvr.cli.server.AllocCommand;
import io.seqsvr.cli.server.MessageCommand;
import io.seqsvr.cli.server.ServerProcess;
import io.seqsvr.cli.server.StandaloneCommand;
import io.seqsvr.cli.server.StoreCommand;
import io.seqsvr.cli.server.TierHost;
import io.seqsvr.cli.store.StoreAdminCommand;
import io.seqsvr.cli.store.StoreAdmins;
import io.seqsvr.cli.store.grpc.GrpcStoreAdmin;
import io.seqsvr.cli.tiers.ServiceLauncher;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** The entry point: chooses where logs go, puts the commands together and runs one. */
public final class Main {
  private static final Set<String> SERVERS = Set.of("standalone", "store", "alloc", "message");

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    boolean server = args.length > 0 && SERVERS.contains(args[0]);
    (server ? LogOutput.STANDARD_ERROR : LogOutput.OFF).use();
    Console console = Console.ofProcess();
    // Libraries that print by themselves: standard output belongs to the console.
    System.setOut(System.err);
    CommandLine commands =
        commandLine(
            console,
            ServerOptions::open,
            GrpcStoreAdmin::open,
            new SdkClients(),
            System.in,
            new ServerProcess(plan -> new ServiceLauncher().launch(plan), console),
            SelfCommand.prefix());
    System.exit(commands.execute(args));
  }

  /** All commands, ready to be executed. */
  static CommandLine commandLine(
      Console console,
      ClientFactory clients,
      StoreAdmins stores,
      MessageClients messages,
      InputStream input,
      TierHost host,
      List<String> program) {
    CommandLine commands =
        new CommandLine(new Seqsvr())
            .addSubcommand(new StandaloneCommand(host))
            .addSubcommand(new StoreCommand(host))
            .addSubcommand(new AllocCommand(host))
            .addSubcommand(new MessageCommand(host))
            .addSubcommand(new NextCommand(clients, console))
            .addSubcommand(new CurrentCommand(clients, console))
            .addSubcommand(new RoutesCommand(clients, console))
            .addSubcommand(
                AdminCommand.with(clients, console)
                    .addSubcommand(StoreAdminCommand.with(stores, console)))
            .addSubcommand(ConversationCommand.with(messages, console))
            .addSubcommand(new SendCommand(messages, console))
            .addSubcommand(new ListenCommand(messages, console))
            .addSubcommand(new ChatCommand(messages, console, input, ZoneId.systemDefault()))
            .addSubcommand(new DemoCommand(clients, console, program))
            .addSubcommand(new CheckHistoryCommand(console));
    setVersion(commands);
    // A text may begin with @; it names a person, not a file with arguments.
    commands.setExpandAtFiles(false);
    commands.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    ErrorLines.install(commands, console);
    return commands;
  }

  private static void setVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new Seqsvr.Version());
    command.getSubcommands().values().forEach(Main::setVersion);
  }
}
