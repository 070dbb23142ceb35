package io.seqsvr.message.server.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Receipt;
import io.seqsvr.message.server.core.SendResult;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.testing.InMemoryMessageStorage;
import io.seqsvr.message.server.testing.InMemorySeqs;
import io.seqsvr.message.server.testing.LogWriter;
import io.seqsvr.message.server.testing.ManualRuntime;
import io.seqsvr.message.server.testing.RecordingListener;
import io.seqsvr.message.server.testing.StorageFaults.Fault;
import io.seqsvr.message.server.testing.StorageFaults.Operation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One lane over the doubles, on one thread; what runs and when, the test says. */
final class LanesFixture {
  final ManualRuntime runtime = new ManualRuntime(1);
  final InMemoryMessageStorage storage = new InMemoryMessageStorage();
  final InMemorySeqs seqs = new InMemorySeqs();
  final RecordingListener listener = new RecordingListener();
  final RecordingObserver observer = new RecordingObserver();
  final List<Operation> operations = new ArrayList<>();
  final Lanes lanes;
  private final Map<Operation, Deque<Fault>> script = new EnumMap<>(Operation.class);

  LanesFixture() {
    this(settings());
  }

  LanesFixture(LaneSettings settings) {
    lanes = anotherProcess(settings);
    storage.faults(
        operation -> {
          operations.add(operation);
          Fault fault = script.getOrDefault(operation, new ArrayDeque<>()).poll();
          return fault == null ? Fault.NONE : fault;
        });
  }

  static LaneSettings settings() {
    return new LaneSettings(
        500,
        1 << 20,
        Duration.ZERO,
        1_000,
        1_000,
        1 << 20,
        100,
        2,
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        Duration.ofMillis(1));
  }

  /** Takes the lanes from whoever had them. */
  Lanes anotherProcess(LaneSettings settings) {
    return new Lanes(
        storage, seqs, storage.acquireLanes(), listener, observer, settings, runtime.environment());
  }

  /** The next operations of this kind go wrong like this, one after the other. */
  void fail(Operation operation, Fault... faults) {
    script.computeIfAbsent(operation, key -> new ArrayDeque<>()).addAll(List.of(faults));
  }

  void create(String conversation, String... members) {
    CompletableFuture<Boolean> created = lanes.create(conversation, List.of(members));
    runtime.settle();
    assertThat(created).isCompletedWithValue(true);
    operations.clear();
  }

  CompletableFuture<SendResult> send(String conversation, String sender, String id) {
    return send(conversation, sender, id, id);
  }

  CompletableFuture<SendResult> send(String conversation, String sender, String id, String text) {
    return lanes.send(LogWriter.draft(conversation, sender, id, true, text));
  }

  /** Something whose end does not matter, or is seen elsewhere. */
  static void begin(CompletableFuture<?> future) {
    assertThat(future).isNotCancelled();
  }

  /** Runs until nothing more happens without time passing. */
  void settle() {
    runtime.settle();
  }

  void pass(Duration duration) {
    runtime.pass(duration);
  }

  List<Long> seqsOf(String conversation) {
    return storage.messages(conversation).stream().map(StoredMessage::seq).toList();
  }

  List<String> idsOf(String conversation) {
    return storage.messages(conversation).stream().map(m -> m.key().clientMsgId()).toList();
  }

  static Receipt accepted(CompletableFuture<SendResult> send) {
    assertThat(send).isCompleted();
    assertThat(send.join()).isInstanceOf(SendResult.Accepted.class);
    return ((SendResult.Accepted) send.join()).receipt();
  }

  static SeqsvrException rejected(CompletableFuture<SendResult> send, ErrorReason reason) {
    assertThat(send).isCompleted();
    assertThat(send.join()).isInstanceOf(SendResult.Rejected.class);
    SeqsvrException refusal = ((SendResult.Rejected) send.join()).refusal();
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.retryAfter().isPresent())
        .as("a hint exactly where a retry makes sense")
        .isEqualTo(reason.isRetryable());
    return refusal;
  }

  static void unknown(CompletableFuture<SendResult> send) {
    assertThat(send).isCompleted();
    assertThat(send.join()).isInstanceOf(SendResult.Unknown.class);
  }
}
