package io.seqsvr.cli.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ErrorLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;

/** The streams of a command under test. */
final class CommandRun {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Console console =
      new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);

  int execute(CommandLine command, String... arguments) {
    ErrorLines.install(command, console);
    return command.execute(arguments);
  }

  List<String> out() {
    return out.toString(UTF_8).lines().toList();
  }

  List<String> err() {
    return err.toString(UTF_8).lines().toList();
  }
}
