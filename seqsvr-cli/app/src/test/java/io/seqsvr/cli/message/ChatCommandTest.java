package io.seqsvr.cli.message;

import static io.seqsvr.cli.message.FakeMessageClient.TIME_MILLIS;
import static io.seqsvr.cli.message.FakeMessageClient.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageKind;
import io.seqsvr.message.client.MessageListener;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.SendHandle;
import io.seqsvr.message.client.SendOutcome;
import io.seqsvr.message.client.SendReceipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Hunts lines that are lost, sent twice or out of order, and text that plays with the terminal. */
@Timeout(20)
final class ChatCommandTest {
  private final CommandRun run = new CommandRun();
  private final FakeMessageClients clients = new FakeMessageClients();

  /** Answers when it is told to. */
  private abstract static class SlowClient extends FakeMessageClient {
    volatile Thread sender = Thread.currentThread();
    private final List<CompletableFuture<SendOutcome>> outcomes = new ArrayList<>();

    SlowClient(DeviceView view, MessageListener listener) {
      super(view, listener);
    }

    @Override
    public synchronized SendHandle send(String conversation, Outgoing message) {
      CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      sender = Thread.currentThread();
      onSend(outcomes.size());
      return new SendHandle("c", outcome);
    }

    abstract void onSend(int count);

    synchronized int count() {
      return outcomes.size();
    }

    synchronized void accept(int index) {
      outcomes
          .get(index)
          .complete(
              new SendOutcome.Accepted(new SendReceipt(index + 1, index, "s", TIME_MILLIS, false)));
    }
  }

  @Test
  void sendsWhatIsPipedInAndShowsItWithItsSeq() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onMessage(message("other", 1, "bob", "not here"));
          listener.onMessage(message("team", 1, "bob", "hi\nthere"));
        };

    assertThat(chat("one\n\n  \r\n@two \u00e9\n/quit\nnever", "team", "--user", "alice")).isZero();

    assertThat(run.out())
        .containsExactly(
            "--- 2026-11-20 ---",
            "10:15:30 bob: hi",
            "         there",
            "10:15:30 alice #1: one",
            "10:15:30 alice #2: @two \u00e9");
    assertThat(run.err()).containsExactly("connected to 127.0.0.1:7301");
    assertThat(clients.devices).singleElement().extracting(d -> d.view.device()).isEqualTo("chat");
    assertThat(clients.devices).singleElement().extracting(d -> d.closed.get()).isEqualTo(1);
  }

  @Test
  void lastLineNeedsNoLineFeed() {
    assertThat(chat("one", "team", "--user", "alice", "--new")).isZero();

    assertThat(run.out()).last().isEqualTo("10:15:30 alice #1: one");
    assertThat(clients.devices).singleElement().extracting(d -> d.view.onlyNew()).isEqualTo(true);
  }

  @Test
  void failedSendsAreShownAndTheNextOnesGoOn() {
    clients.device =
        (view, listener) ->
            new FakeMessageClient(view, listener) {
              @Override
              SendOutcome outcome(String conversation, Outgoing message) {
                return switch (new String(message.body(), UTF_8)) {
                  case "too fast" ->
                      throw SeqsvrException.of(ErrorReason.OVERLOADED, "the outbox is full");
                  case "forbidden" ->
                      new SendOutcome.Rejected(
                          SeqsvrException.of(ErrorReason.NOT_A_MEMBER, "alice is no member"));
                  case "lost" -> new SendOutcome.Unknown("no answer in 30 s");
                  default -> super.outcome(conversation, message);
                };
              }
            };
    String input = "too fast\nforbidden\nlost\n" + "x".repeat(65_537) + "\nok\n";

    assertThat(chat(input, "team", "--user", "alice")).isEqualTo(1);

    assertThat(run.err())
        .containsExactly(
            "connected to 127.0.0.1:7301",
            "not sent: 'too fast': OVERLOADED: the outbox is full",
            "not sent: 'forbidden': NOT_A_MEMBER: alice is no member",
            "perhaps not sent: 'lost': no answer in 30 s",
            "not sent: '…': longer than 65536 bytes");
    assertThat(run.out()).last().isEqualTo("10:15:30 alice #1: ok");
  }

  @Test
  void inputThatIsNotUtf8IsNotSent() {
    InputStream input = new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, '\n', 'b'});

    assertThat(chat(input, "team", "--user", "alice")).isEqualTo(1);

    assertThat(run.err()).last().isEqualTo("not sent: '…': not valid UTF-8");
    assertThat(run.out()).last().isEqualTo("10:15:30 alice #1: b");
  }

  @Test
  void textOfOthersCannotPlayWithTheTerminal() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onMessage(
              message("team", 1, "b\u001b]0;x\u0007b", "\u001b[2J\u202eabc\u009b1m\td\u200d"));
          listener.onMessage(message("team", 2, "bob", new byte[] {(byte) 0x9b, 'J'}));
          listener.onMessage(message("team", 3, "bob", ""));
        };

    assertThat(chat("", "team", "--user", "alice")).isZero();

    assertThat(run.out())
        .contains(
            "10:15:30 b\ufffd]0;x\ufffdb: \ufffd[2J\ufffdabc\ufffd1m\ufffdd\u200d",
            "10:15:30 bob: (2 bytes that are no text)",
            "10:15:30 bob: ");
  }

  @Test
  void daysAreTold() {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onMessage(at(TIME_MILLIS - 86_400_000));
          listener.onMessage(at(TIME_MILLIS - 86_399_000));
          listener.onMessage(at(TIME_MILLIS));
        };

    chat("", "team", "--user", "alice");

    assertThat(run.out())
        .containsExactly(
            "--- 2026-11-19 ---",
            "10:15:30 bob: x",
            "10:15:31 bob: x",
            "--- 2026-11-20 ---",
            "10:15:30 bob: x");
  }

  @Test
  void waitsForEveryOutcomeAndForTheLastMessageToComeBack() {
    CompletableFuture<SlowClient> both = new CompletableFuture<>();
    clients.device =
        (view, listener) ->
            new SlowClient(view, listener) {
              @Override
              void onSend(int count) {
                if (count == 2) {
                  both.complete(this);
                }
              }
            };
    CompletableFuture<Thread> command = new CompletableFuture<>();
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(
            () -> {
              command.complete(Thread.currentThread());
              return chat("a\nb\n", "team", "--user", "alice");
            });
    SlowClient client = both.join();
    await(() -> isAtRest(client.sender));
    assertThat(client.sender.getState()).as("waits for outcomes").isEqualTo(Thread.State.WAITING);
    client.accept(0);
    client.accept(1);
    await(() -> exitCode.isDone() || command.join().getState() == Thread.State.TIMED_WAITING);
    assertThat(exitCode).as("waits for what comes back").isNotDone();
    client.listener.onMessage(message("team", 1, "alice", "a"));
    client.listener.onMessage(message("team", 2, "alice", "b"));

    assertThat(exitCode.join()).isZero();
    assertThat(run.out()).last().isEqualTo("10:15:30 alice #2: b");
  }

  @Test
  void acceptedIsSentAlsoIfItDoesNotComeBack() {
    clients.device =
        (view, listener) ->
            new SlowClient(view, listener) {
              @Override
              void onSend(int count) {
                accept(count - 1);
              }
            };

    assertThat(chat("a\n", "team", "--user", "alice", "--timeout", "0.05")).isZero();

    assertThat(run.err()).last().isEqualTo("all was sent; the last of it has not come back yet");
  }

  @Test
  void aLongInputWaitsForTheService() {
    CompletableFuture<SlowClient> full = new CompletableFuture<>();
    clients.device =
        (view, listener) ->
            new SlowClient(view, listener) {
              @Override
              void onSend(int count) {
                if (count == 32) {
                  full.complete(this);
                } else if (count > 32) {
                  accept(count - 1);
                }
              }
            };
    CompletableFuture<Integer> exitCode =
        CompletableFuture.supplyAsync(
            () -> chat("a\n".repeat(40), "team", "--user", "alice", "--timeout", "0.05"));
    SlowClient client = full.join();
    await(() -> isAtRest(client.sender));
    assertThat(client.count()).isEqualTo(32);
    for (int i = 0; i < 32; i++) {
      client.accept(i);
    }

    assertThat(exitCode.join()).isZero();
    assertThat(client.count()).isEqualTo(40);
  }

  @Test
  void endsWhenTheServiceDoesNotWantItThoughTheInputIsOpen() throws IOException {
    clients.script =
        listener -> {
          listener.onConnected(true);
          listener.onStopped("another connection of the same device has replaced this one");
        };
    try (PipedOutputStream typed = new PipedOutputStream();
        InputStream input = new PipedInputStream(typed)) {
      assertThat(chat(input, "team", "--user", "alice")).isEqualTo(1);
    }

    assertThat(run.err())
        .last()
        .isEqualTo("error: another connection of the same device has replaced this one");
  }

  @Test
  void wrongUsageIsOneLine() {
    assertThat(chat("", "team")).isEqualTo(2);
    assertThat(chat("", "--user", "u")).isEqualTo(2);
    assertThat(chat("", "team", "more", "--user", "u")).isEqualTo(2);

    assertThat(run.err()).hasSize(3).allMatch(line -> line.startsWith("error: "));
    assertThat(clients.devices).isEmpty();
  }

  private static boolean isAtRest(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TERMINATED;
  }

  /** Waits, at most for as long as a slow machine needs. */
  private static void await(BooleanSupplier condition) {
    long beginNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - beginNanos).isLessThan(TimeUnit.SECONDS.toNanos(10));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static Incoming at(long timeMillis) {
    return new Incoming(
        "team", 1, 0, 1, "bob", "c", "s", timeMillis, MessageKind.CHAT, true, new byte[] {'x'});
  }

  private int chat(String input, String... arguments) {
    return chat(new ByteArrayInputStream(input.getBytes(UTF_8)), arguments);
  }

  private int chat(InputStream input, String... arguments) {
    return run.execute(
        new CommandLine(new ChatCommand(clients, run.console, input, ZoneOffset.UTC)), arguments);
  }
}
