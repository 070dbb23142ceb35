package io.seqsvr.cli.demo.stage;

import io.seqsvr.cli.console.CommandFailedException;
import java.io.IOException;
import java.util.function.Predicate;

/** A part of the service that may be killed and comes back. Used by one thread. */
public interface Victim {
  /** What it is called, for example {@code message service}. */
  String name();

  /** Its process now. */
  long pid();

  /** Which conversations need it now; it is asked before a kill. */
  default Predicate<String> conversations() {
    return conversation -> true;
  }

  /** Kills it with SIGKILL; returns when it is gone. */
  void kill() throws CommandFailedException, InterruptedException;

  /** Starts it again on what it left; returns when it says that it is ready. */
  void restart() throws CommandFailedException, InterruptedException, IOException;
}
