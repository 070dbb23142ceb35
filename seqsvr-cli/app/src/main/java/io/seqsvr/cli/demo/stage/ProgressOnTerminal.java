package io.seqsvr.cli.demo.stage;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar with rate and time left, drawn again and again on one line. */
public final class ProgressOnTerminal implements ProgressDisplay {
  private static final int DEFAULT_COLUMNS = 100;

  private final ProgressBar bar;

  /** Draws the bar. */
  public ProgressOnTerminal(PrintStream out, int messages) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("replay")
            .setInitialMax(messages)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setSpeedUnit(java.time.temporal.ChronoUnit.SECONDS)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(out, columns()))
            .build();
  }

  @Override
  public void show(int served) {
    bar.stepTo(served);
  }

  @Override
  public void say(String what) {
    bar.setExtraMessage(" " + what);
  }

  @Override
  public void close() {
    bar.close();
  }

  private static int columns() {
    String columns = System.getenv("COLUMNS");
    boolean usable = columns != null && columns.matches("[1-9][0-9]{1,3}");
    return usable ? Integer.parseInt(columns) - 1 : DEFAULT_COLUMNS;
  }
}
