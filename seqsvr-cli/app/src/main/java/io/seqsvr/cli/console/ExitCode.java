package io.seqsvr.cli.console;

/** The exit codes of every command. */
public final class ExitCode {
  /** What was asked for is done. */
  public static final int DONE = 0;

  /** The service refused, could not be reached, or a promise was broken. */
  public static final int FAILED = 1;

  /** The command line is wrong; nothing was tried. */
  public static final int WRONG_USAGE = 2;

  /** Heading of the list in help texts. */
  public static final String HEADING = "%nExit codes:%n";

  /** Help line of {@link #DONE}. */
  public static final String DONE_HELP = "0:done";

  /** Help line of {@link #FAILED}. */
  public static final String FAILED_HELP =
      "1:refused or failed; one line on standard error says why";

  /** Help line of {@link #WRONG_USAGE}. */
  public static final String USAGE_HELP = "2:wrong usage; nothing was tried";

  private ExitCode() {}
}
