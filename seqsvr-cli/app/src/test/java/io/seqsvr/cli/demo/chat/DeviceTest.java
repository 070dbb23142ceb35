package io.seqsvr.cli.demo.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.demo.grpc.LinkFaults;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.history.HistoryWriter;
import io.seqsvr.message.client.ClientCounters;
import io.seqsvr.message.client.Conversations;
import io.seqsvr.message.client.Cursor;
import io.seqsvr.message.client.CursorStore;
import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageClient;
import io.seqsvr.message.client.MessageKind;
import io.seqsvr.message.client.MessageListener;
import io.seqsvr.message.client.Outgoing;
import io.seqsvr.message.client.ReadState;
import io.seqsvr.message.client.SendHandle;
import io.seqsvr.message.client.SendOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hunts a device that forgets where it stood, drops a send, or counts what it should not. */
@Timeout(30)
final class DeviceTest {
  private static final Outgoing MESSAGE =
      new Outgoing(ClientIds.of(0), new byte[0], MessageKind.CHAT, true, true);

  private final AtomicLong nanos = new AtomicLong(1_000);
  private final MonotonicClock clock = nanos::get;
  private final OneClient gateway = new OneClient();
  @TempDir private Path directory = Path.of("");
  private @Nullable HistoryWriter history;
  private @Nullable Board board;

  @BeforeEach
  void open() throws Exception {
    HistoryWriter writer = HistoryWriter.create(directory.resolve("h.jsonl"));
    history = writer;
    board =
        new Board(
            Map.of(),
            writer,
            new Ledger(),
            new Tally(),
            new Meter(0),
            new SendStarts(10),
            new RunProgress(10),
            clock);
  }

  @AfterEach
  void close() throws Exception {
    Objects.requireNonNull(history).close();
  }

  @Test
  void leavingWaitsForEverySend() throws Exception {
    Device device = device();
    device.come();
    var unused = device.send("g", MESSAGE);

    CompletableFuture<Void> leaving = CompletableFuture.runAsync(device::leave);
    assertThatThrownBy(() -> leaving.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(gateway.closed).isZero();
    gateway.outcome.complete(new SendOutcome.Unknown("late"));
    leaving.get();

    assertThat(gateway.closed).isEqualTo(1);
  }

  @Test
  void cursorsStayAndCountersAddUp() {
    Device device = device();
    device.come();
    device.come();
    gateway.cursors.get(0).save("g", new Cursor(1, 7));
    device.leave();
    device.leave();
    device.come();

    assertThat(gateway.cursors).as("one client a visit").hasSize(2);
    assertThat(gateway.cursors.get(1).load()).containsEntry("g", new Cursor(1, 7));
    assertThat(device.counters()).isEqualTo(new ClientCounters(2, 4, 6, 8, 10, 12));
  }

  @Test
  void whoSendsIsThere() {
    Device device = device();
    var unused = device.send("g", MESSAGE);

    assertThat(gateway.cursors).hasSize(1);
    assertThat(device.shownTo("g")).isEqualTo(5);
  }

  @Test
  void latencyIsOfMessagesThatWereSentWhileTheDeviceWasThere() {
    Board present = Objects.requireNonNull(board);
    Screen screen = new Screen("u", present);
    present.starts().began(0, 900);
    present.starts().began(1, 1_200);
    screen.present();
    nanos.set(1_500);
    screen.onMessage(incoming(0, 1));
    screen.onMessage(incoming(1, 2));
    screen.away();
    screen.onMessage(incoming(1, 3));

    assertThat(present.tally().get(Tally.Count.SHOWN)).isEqualTo(3);
    assertThat(present.meter().endToEndLatency().calls()).isEqualTo(1);
    assertThat(present.meter().endToEndLatency().maxNanos()).isEqualTo(300);
  }

  @Test
  void resetIsNoSmallThing() {
    Board present = Objects.requireNonNull(board);
    new Screen("u", present).onReset("g");

    assertThat(present.tally().surprises())
        .containsExactly("the log of g was reset on the device of u");
  }

  private Device device() {
    return new Device("u", gateway, new Screen("u", Objects.requireNonNull(board)));
  }

  private static Incoming incoming(int message, long seq) {
    return new Incoming(
        "g",
        seq,
        seq - 1,
        seq,
        "s",
        ClientIds.of(message),
        "x",
        0,
        MessageKind.CHAT,
        true,
        new byte[0]);
  }

  /** Hands the same client out at every visit. */
  private static final class OneClient implements ChatGateway, MessageClient {
    private final List<CursorStore> cursors = new ArrayList<>();
    private final CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
    private volatile int closed;

    @Override
    public MessageClient open(String user, CursorStore store, MessageListener listener) {
      cursors.add(store);
      return this;
    }

    @Override
    public SendHandle send(String conversation, Outgoing message) {
      return new SendHandle(message.clientMsgId(), outcome);
    }

    @Override
    public ClientCounters counters() {
      return new ClientCounters(1, 2, 3, 4, 5, 6);
    }

    @Override
    public long shownTo(String conversation) {
      return 5;
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
    public void close() {
      closed++;
    }

    @Override
    public Conversations conversations() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<ReadState> markRead(String conversation, long readSeq) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean cut(String user) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LinkFaults linkFaults() {
      throw new UnsupportedOperationException();
    }
  }
}
