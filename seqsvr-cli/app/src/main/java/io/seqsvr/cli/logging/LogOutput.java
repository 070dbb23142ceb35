package io.seqsvr.cli.logging;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Where log lines go. To be chosen before the first logger is made. */
public enum LogOutput {
  /** Nowhere: the command itself says in one line what went wrong. */
  OFF,

  /** Standard error; standard output belongs to results. */
  STANDARD_ERROR;

  private static final String PROPERTY = "seqsvr.log.output";

  /** Chooses this output for the whole process. */
  public void use() {
    System.setProperty(PROPERTY, name());
    if (this == OFF) {
      // gRPC logs with java.util.logging, which would print warnings by itself.
      LogManager.getLogManager().reset();
      Logger.getLogger("").setLevel(Level.OFF);
    }
  }

  static LogOutput chosen() {
    return STANDARD_ERROR.name().equals(System.getProperty(PROPERTY)) ? STANDARD_ERROR : OFF;
  }
}
