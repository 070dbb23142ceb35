package io.seqsvr.cli.message;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.TerminalText;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What happens on the device of a command: what is to be shown goes to the screen, news of the
 * connection to standard error. Thread-safe, if the screen is; guarded by {@code this}.
 */
final class DeviceListener implements MessageListener {
  private final DeviceView view;
  private final String server;
  private final PrintStream notices;
  private final Consumer<Incoming> screen;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  DeviceListener(DeviceView view, String server, PrintStream notices, Consumer<Incoming> screen) {
    this.view = view;
    this.server = server;
    this.notices = notices;
    this.screen = screen;
  }

  @Override
  public void onMessage(Incoming message) {
    if (view.shows(message.conversation(), message.seq())) {
      screen.accept(message);
    }
  }

  @Override
  public void onTransient(Incoming message) {
    onMessage(message);
  }

  @Override
  public void onReset(String conversation) {
    if (view.shows(conversation, 0)) {
      notices.println(
          "what was shown of " + TerminalText.of(conversation) + " is void: it comes anew");
    }
  }

  @Override
  public synchronized void onConnected(boolean isConnected) {
    if (isConnected) {
      notices.println("connected to " + server);
      connected.complete(null);
    } else if (connected.isDone()) {
      notices.println("connection to " + server + " lost: trying again");
    }
  }

  @Override
  public void onStopped(String reason) {
    stopped.completeExceptionally(new CommandFailedException(TerminalText.of(reason)));
  }

  /**
   * Waits for the first connection.
   *
   * @throws CommandFailedException if there is none in time
   * @throws ExecutionException if the client has stopped for good
   */
  void awaitConnected(Duration timeout)
      throws CommandFailedException, ExecutionException, InterruptedException {
    try {
      var unused =
          CompletableFuture.anyOf(connected, stopped).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailedException(
          String.format("no connection to %s in %s s", server, timeout.toMillis() / 1e3), e);
    }
  }

  /**
   * Waits for an end.
   *
   * @throws ExecutionException if it is an exceptional one, or the client has stopped for good
   */
  void awaitEnd(CompletableFuture<Void> end) throws ExecutionException, InterruptedException {
    var unused = CompletableFuture.anyOf(end, stopped).get();
  }
}
