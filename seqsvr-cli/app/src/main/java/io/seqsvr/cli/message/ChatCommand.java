package io.seqsvr.cli.message;

import io.seqsvr.cli.console.CommandFailedException;
import io.seqsvr.cli.console.Console;
import io.seqsvr.cli.console.ExitCode;
import io.seqsvr.message.api.MessageLimits;
import io.seqsvr.message.client.MessageClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code seqsvr chat}: a conversation in the terminal. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Talk in a conversation: shows what comes, sends what is typed.",
    description = {
      "",
      "Shows time, sender and text of every message of the conversation, one's own with the seq that"
          + " it got:",
      "",
      "  10:15:30 bob: hello",
      "  10:15:34 alice #17: hello, bob",
      "",
      "Each line of standard input is sent; a blank one is not. It ends with /quit or at the end of"
          + " the input, when every line has its answer. Standard error says when the connection is"
          + " made and lost, and which line was not sent.",
      ""
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:every line was sent",
      "1:some line was not sent, or the command failed; standard error says why",
      ExitCode.USAGE_HELP,
      "130:Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seqsvr chat team --user alice",
      "  seqsvr chat team --user bob --new",
      "  echo 'the build is done' | seqsvr chat team --user robot --new"
    })
public final class ChatCommand implements Callable<Integer> {
  private static final byte[] QUIT = {'/', 'q', 'u', 'i', 't'};

  private final MessageClients clients;
  private final Console console;
  private final InputStream input;
  private final ZoneId zone;

  @Parameters(
      paramLabel = "CONVERSATION",
      description = "Id of a conversation that the user is a member of.")
  private String conversation = "";

  @Mixin private DeviceOptions device = new DeviceOptions();

  /**
   * A command that prints to the console.
   *
   * @param input what is typed
   * @param zone of the times shown
   */
  public ChatCommand(MessageClients clients, Console console, InputStream input, ZoneId zone) {
    this.clients = clients;
    this.console = console;
    this.input = input;
    this.zone = zone;
  }

  @Override
  public Integer call() throws CommandFailedException, ExecutionException, InterruptedException {
    DeviceView view = device.view(conversation, OptionalLong.empty());
    ChatScreen screen = new ChatScreen(console, view.user(), zone);
    DeviceListener listener =
        new DeviceListener(view, device.server().server(), console.err(), screen::show);
    MessageClient client = clients.connect(device.server(), view, listener);
    try {
      listener.awaitConnected(device.connectTimeout());
      ChatSender sender = new ChatSender(client, conversation, screen);
      listener.awaitEnd(inBackground(sender));
      awaitShown(screen, sender.lastSeq());
      return sender.hasFailed() ? ExitCode.FAILED : ExitCode.DONE;
    } finally {
      client.close();
    }
  }

  /** A thread of its own: a read of standard input cannot be broken off when the client stops. */
  private CompletableFuture<Void> inBackground(ChatSender sender) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                sendLines(sender);
                end.complete(null);
              } catch (IOException | InterruptedException | RuntimeException | Error e) {
                end.completeExceptionally(e);
              }
            },
            "seqsvr-chat-input");
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  private void sendLines(ChatSender sender) throws IOException, InterruptedException {
    InputLines lines = new InputLines(input, MessageLimits.BODY_BYTES);
    Optional<byte[]> line = lines.next();
    while (line.isPresent() && !Arrays.equals(line.get(), QUIT)) {
      if (!isBlank(line.get())) {
        sender.send(line.get());
      }
      line = lines.next();
    }
    sender.awaitOutcomes();
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** What was sent comes back; the last of it is waited for, since the screen closes with it. */
  private void awaitShown(ChatScreen screen, long seq)
      throws ExecutionException, InterruptedException {
    try {
      screen.whenShown(seq).get(device.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // Accepted is committed: only the screen misses it.
      console.err().println("all was sent; the last of it has not come back yet");
    }
  }
}
