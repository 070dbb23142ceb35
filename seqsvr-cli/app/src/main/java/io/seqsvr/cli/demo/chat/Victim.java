package io.seqsvr.cli.demo.chat;

import io.seqsvr.cli.console.CommandFailedException;
import java.io.IOException;

/** A part of the service that may be killed and comes back. Used by one thread. */
interface Victim {
  /** What it is called, for example {@code message service}. */
  String name();

  /** Its process now. */
  long pid();

  /** Kills it with SIGKILL; returns when it is gone. */
  void kill() throws CommandFailedException, InterruptedException;

  /** Starts it again on what it left; returns when it says that it is ready. */
  void restart() throws CommandFailedException, InterruptedException, IOException;
}
