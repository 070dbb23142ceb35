package io.seqsvr.cli.message;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.message.client.Incoming;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/**
 * Messages as lines of JSON, each flushed, up to a number of them. Thread-safe; guarded by {@code
 * this}, which is held while a line is written, so that a slow reader slows the service down.
 */
final class MessageLines {
  private final PrintStream out;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private long left;

  /**
   * Lines on a stream.
   *
   * @param count how many, at least 1
   */
  MessageLines(PrintStream out, long count) {
    this.out = out;
    this.left = count;
  }

  synchronized void show(Incoming message) {
    if (left == 0 || end.isDone()) {
      return;
    }
    out.println(JsonLine.message(message));
    if (out.checkError()) {
      end.completeExceptionally(new CommandFailedException("standard output is closed"));
      return;
    }
    left--;
    if (left == 0) {
      end.complete(null);
    }
  }

  /** Ends with the last line; exceptionally when nobody reads the lines any more. */
  CompletableFuture<Void> end() {
    return end;
  }
}
