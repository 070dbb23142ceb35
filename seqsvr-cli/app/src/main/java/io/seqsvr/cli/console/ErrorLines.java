package io.seqsvr.cli.console;

import io.seqsvr.api.error.SeqsvrException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** How every way in which a command can fail becomes one line and an exit code. Stateless. */
public final class ErrorLines {
  private ErrorLines() {}

  /** Makes a command line report its errors here. */
  public static void install(CommandLine commandLine, Console console) {
    commandLine.setParameterExceptionHandler((e, args) -> wrongUsage(e, console));
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          console.error(describe(e));
          return ExitCode.FAILED;
        });
  }

  private static int wrongUsage(ParameterException e, Console console) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    console.error(e.getMessage() + " (see '" + command + " --help')");
    return ExitCode.WRONG_USAGE;
  }

  /** One line about a failure, without {@code error:} in front. */
  public static String describe(Throwable failure) {
    if (failure instanceof SeqsvrException refusal) {
      return refusal.reason() + ": " + refusal.getMessage();
    }
    if (failure instanceof CommandFailedException) {
      return String.valueOf(failure.getMessage());
    }
    Throwable cause = failure.getCause();
    boolean wrapper =
        failure instanceof UncheckedIOException || failure instanceof ExecutionException;
    if (wrapper && cause != null) {
      return describe(cause);
    }
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file or directory";
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (failure instanceof FileSystemException file) {
      return file.getFile() + ": " + (file.getReason() == null ? file : file.getReason());
    }
    String message = failure.getMessage();
    String type = failure.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return type;
    }
    // A bare name, as in NoClassDefFoundError, says nothing without its type.
    return message.strip().contains(" ") ? message : type + ": " + message;
  }
}
