package io.seqsvr.message.server.lane;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.message.server.core.Draft;
import io.seqsvr.message.server.core.LogPage;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * One random run: senders that repeat themselves, a database that fails at every step, and
 * processes that take the lanes from each other while the former ones go on. Everything happens on
 * one thread, in an order that the seed decides.
 */
final class LanesSimulation {
  static final List<String> CONVERSATIONS = List.of("c0", "c1", "c2", "c3");
  static final String READER = "reader";
  private static final List<String> SENDERS = List.of("u0", "u1", "u2");
  private static final List<Fault> UNKNOWN =
      List.of(Fault.UNKNOWN_DONE, Fault.UNKNOWN_NOT_DONE, Fault.UNKNOWN_DONE_LATER);
  private static final int MAX_PROCESSES = 4;
  private static final int LANES = 2;

  /** One call of send. */
  record Call(int process, Draft draft, CompletableFuture<SendResult> result) {}

  /** A process, and what its listener was told. */
  record Node(Lanes lanes, RecordingListener listener) {}

  final InMemoryMessageStorage storage = new InMemoryMessageStorage(LANES, 10);
  final List<Node> processes = new ArrayList<>();
  final List<Call> calls = new ArrayList<>();
  final List<CompletableFuture<?>> changes = new ArrayList<>();
  final Map<String, List<StoredMessage>> readerSaw = new HashMap<>();
  private final Map<String, Long> cursors = new HashMap<>();
  private final InMemorySeqs seqs = new InMemorySeqs();
  private final Random random;
  private final ManualRuntime runtime;
  private final int faultPercent;
  private final int resolveFaultPercent;
  private final LaneSettings settings;

  LanesSimulation(long seed) {
    random = new Random(seed);
    runtime = new ManualRuntime(random.nextLong());
    faultPercent = random.nextInt(30);
    resolveFaultPercent = random.nextInt(90);
    int lingerMillis = random.nextInt(3);
    settings =
        new LaneSettings(
            1 + random.nextInt(8),
            random.nextBoolean() ? 1 << 20 : 20,
            Duration.ofMillis(lingerMillis),
            10,
            8,
            100,
            1 + random.nextInt(6),
            random.nextInt(3),
            Duration.ofMillis(100),
            Duration.ofMillis(lingerMillis + 1 + random.nextInt(300)),
            Duration.ofMillis(200),
            Duration.ofMillis(1));
  }

  /** Runs it to its end: faults are over, every device is back. */
  void run() {
    start();
    for (String conversation : CONVERSATIONS) {
      changes.add(processes.get(0).lanes().create(conversation, List.of("u0", "u1", "u2", READER)));
    }
    runtime.pass(Duration.ofSeconds(1));
    storage.faults(this::fault);
    storage.poison(message -> message.key().clientMsgId().startsWith("poison"));
    seqs.refuse(conversation -> chance(faultPercent / 2) ? refusal() : null);
    seqs.jump(last -> chance(5) ? last + random.nextInt(50) : last);
    int events = 40 + random.nextInt(120);
    for (int i = 0; i < events; i++) {
      event();
      read();
    }
    seqs.refuse(conversation -> null);
    storage.faults(operation -> Fault.NONE);
    boolean more = true;
    while (more) {
      runtime.settle();
      read();
      more = runtime.passToNextTimer();
    }
  }

  private void event() {
    int dice = random.nextInt(100);
    if (dice < 45) {
      send();
    } else if (dice < 50) {
      changeMembers();
    } else if (dice < 85) {
      runtime.runOne();
    } else if (dice < 95) {
      runtime.passToNextTimer();
    } else if (dice < 97) {
      takeOver();
    } else if (dice < 98 && processes.size() > 1) {
      changes.add(process(random.nextInt(processes.size() - 1)).shutdown());
    }
  }

  private void send() {
    String conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
    Draft draft;
    if (!calls.isEmpty() && chance(40)) {
      Draft earlier = calls.get(random.nextInt(calls.size())).draft();
      draft = chance(85) ? earlier : withOtherText(earlier);
    } else {
      String id = (chance(5) ? "poison" : "m") + calls.size();
      String sender = SENDERS.get(random.nextInt(SENDERS.size()));
      draft = LogWriter.draft(conversation, sender, id, chance(70), "text");
    }
    int process = chance(80) ? processes.size() - 1 : random.nextInt(processes.size());
    calls.add(new Call(process, draft, process(process).send(draft)));
  }

  private static Draft withOtherText(Draft draft) {
    return LogWriter.draft(
        draft.conversation(), draft.key().sender(), draft.key().clientMsgId(), true, "other");
  }

  private void changeMembers() {
    String conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
    List<String> users = List.of(SENDERS.get(random.nextInt(SENDERS.size())));
    Lanes lanes = process(random.nextInt(processes.size()));
    changes.add(
        chance(60)
            ? lanes.addMembers(conversation, users)
            : lanes.removeMembers(conversation, users));
  }

  private void takeOver() {
    if (processes.size() < MAX_PROCESSES) {
      try {
        start();
      } catch (SeqsvrException e) {
        if (e.reason() != ErrorReason.STORE_UNAVAILABLE) {
          throw e;
        }
      }
    }
  }

  private void start() {
    RecordingListener listener = new RecordingListener();
    List<LaneEpoch> epochs = storage.acquireLanes();
    Lanes lanes =
        new Lanes(
            storage, seqs, epochs, listener, LaneObserver.NONE, settings, runtime.environment());
    processes.add(new Node(lanes, listener));
  }

  private Fault fault(Operation operation) {
    if (operation == Operation.READ) {
      return Fault.NONE;
    }
    if (chance(2)) {
      takeOver();
    }
    if (operation == Operation.RESOLVE && chance(resolveFaultPercent)) {
      return Fault.FAILS;
    }
    if (operation == Operation.COMMIT && chance(faultPercent)) {
      return UNKNOWN.get(random.nextInt(UNKNOWN.size()));
    }
    if (!chance(faultPercent)) {
      return Fault.NONE;
    }
    Fault[] faults = Fault.values();
    return faults[random.nextInt(faults.length)];
  }

  /** A device that reads on at its cursor, one page at a time. */
  private void read() {
    for (String conversation : CONVERSATIONS) {
      long cursor = cursors.getOrDefault(conversation, 0L);
      LogPage page =
          storage.page(
              READER, conversation, cursor, Long.MAX_VALUE, 1 + random.nextInt(20), 1 << 20);
      readerSaw.computeIfAbsent(conversation, id -> new ArrayList<>()).addAll(page.messages());
      cursors.put(conversation, Math.max(cursor, page.coveredTo()));
    }
    while (!random.nextBoolean() && hasMore()) {
      read();
    }
  }

  private boolean hasMore() {
    return CONVERSATIONS.stream()
        .anyMatch(id -> storage.visibility(READER, id).headSeq() > cursors.getOrDefault(id, 0L));
  }

  /** Reads until there is nothing more. */
  void readToTheEnd() {
    while (hasMore()) {
      read();
    }
  }

  private Lanes process(int number) {
    return processes.get(number).lanes();
  }

  private static SeqsvrException refusal() {
    return SeqsvrException.of(ErrorReason.STORE_UNAVAILABLE, "the simulation says so");
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
