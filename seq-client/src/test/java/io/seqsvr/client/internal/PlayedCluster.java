package io.seqsvr.client.internal;

import io.seqsvr.api.error.ErrorReason;
import io.seqsvr.api.error.SeqsvrException;
import io.seqsvr.api.key.ConversationKey;
import io.seqsvr.client.internal.EngineFixture.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Three nodes, one engine that knows them all, and a time that moves by milliseconds; after each
 * one the nodes answer as they are told to behave. Confined to one thread.
 */
final class PlayedCluster {
  static final String A = "127.0.0.1:1";
  static final String B = "127.0.0.1:2";
  static final String C = "127.0.0.1:3";
  static final Duration HINT = Duration.ofMillis(50);
  static final int SECTIONS = 256;

  /** What a node does with what it is sent. */
  enum Mood {
    /** Serves every section. */
    SERVES,
    /** Refuses every section, NOT_OWNER without a table. */
    REFUSES,
    /** Refuses every section, SECTION_MOVING. */
    LOADS,
    /** Its machine refuses connections. */
    DEAD,
    /** Takes everything and answers nothing. */
    HANGS,
    /** Answers what cannot be understood. */
    MUMBLES
  }

  /** A call and when it ended. */
  static final class Timed {
    final Result<Block> result;
    int endedAtMillis = -1;

    private Timed(Result<Block> result) {
      this.result = result;
    }
  }

  final EngineFixture f;
  final List<Timed> calls = new ArrayList<>();
  final Map<String, Mood> moods =
      new HashMap<>(Map.of(A, Mood.SERVES, B, Mood.REFUSES, C, Mood.REFUSES));
  final Map<String, RouteTable> tables = new HashMap<>();
  private final Map<String, Integer> batchesSeen = new HashMap<>();
  private final Map<String, Integer> readsSeen = new HashMap<>();
  private long lastSeq;

  /** A conversation whose requests every node fails to answer, whatever its mood. */
  String defect = "";

  int nowMillis;

  PlayedCluster(Duration timeout) {
    f =
        new EngineFixture(
            new EngineLimits(timeout.toNanos(), Duration.ofSeconds(1).toNanos(), 2, 1_000, 10_000),
            A,
            B,
            C);
    Stream.of(A, B, C).forEach(node -> tables.put(node, table(1, A)));
  }

  /** A table by which one of the three owns everything and the others nothing. */
  static RouteTable table(long version, String owner) {
    return new RouteTable(
        version,
        EngineFixture.CLUSTER,
        SECTIONS,
        ConversationKey.HASH_NAME,
        List.of(
            new RouteTable.NodeRoute(
                "n",
                "i",
                HostPort.parse(owner),
                List.of(new RouteTable.Sections(0, SECTIONS - 1)))));
  }

  /** From now on B and C know that B owns everything. */
  void giveTo(String owner) {
    tables.put(B, table(2, owner));
    tables.put(C, table(2, owner));
  }

  Timed next(String conversation) {
    Timed call = new Timed(f.next(conversation));
    calls.add(call);
    return call;
  }

  /** Moves on; a call for a conversation begins every so many milliseconds, 0 for never. */
  void pass(int millis, int callEveryMillis) {
    for (int i = 0; i < millis; i++) {
      f.time.pass(Duration.ofMillis(1));
      nowMillis++;
      if (callEveryMillis > 0 && nowMillis % callEveryMillis == 0) {
        next("x");
      }
      for (int hops = 0; hops < 5; hops++) {
        answerAll();
      }
      for (Timed call : calls) {
        if (call.endedAtMillis < 0 && !call.result.isOpen()) {
          call.endedAtMillis = nowMillis;
        }
      }
    }
  }

  /** When the first call ended well, at this time or later; fails if there is none. */
  int firstSuccessSince(int millis) {
    return calls.stream()
        .filter(call -> call.endedAtMillis >= millis)
        .filter(call -> call.result.outcome() instanceof Outcome.Value)
        .mapToInt(call -> call.endedAtMillis)
        .min()
        .orElseThrow();
  }

  int requestsTo(String node) {
    return batchesSeen.getOrDefault(node, 0);
  }

  int readsOf(String node) {
    return readsSeen.getOrDefault(node, 0);
  }

  private void answerAll() {
    for (String address : List.of(A, B, C)) {
      FakeNet.Wire wire = f.net.wires.get(HostPort.parse(address));
      Mood mood = moods.getOrDefault(address, Mood.DEAD);
      if (wire == null) {
        continue;
      }
      while (requestsTo(address) < wire.batches.size()) {
        FakeNet.SentBatch batch = wire.batches.get(requestsTo(address));
        batchesSeen.merge(address, 1, Integer::sum);
        answer(batch, mood);
      }
      while (readsOf(address) < wire.currents.size()) {
        Consumer<Attempt<Head>> read = wire.currents.get(readsOf(address));
        readsSeen.merge(address, 1, Integer::sum);
        answer(read, mood);
      }
      if (mood != Mood.HANGS) {
        for (int open = wire.routes.size(); open > 0; open--) {
          if (mood == Mood.DEAD) {
            wire.failRoutes();
          } else {
            wire.answerRoutes(tables.getOrDefault(address, table(1, A)));
          }
        }
      }
    }
  }

  private void answer(Consumer<Attempt<Head>> read, Mood mood) {
    switch (mood) {
      case SERVES -> read.accept(new Attempt.Answered<>(new Head(lastSeq, true), null));
      case REFUSES ->
          read.accept(
              new Attempt.Refused<>(
                  SeqsvrException.retryable(ErrorReason.NOT_OWNER, "not here", HINT), null));
      case LOADS ->
          read.accept(
              new Attempt.Refused<>(
                  SeqsvrException.retryable(ErrorReason.SECTION_MOVING, "loading", HINT), null));
      case DEAD ->
          read.accept(new Attempt.Unanswered<>(new IllegalStateException("broken"), false, true));
      case MUMBLES ->
          read.accept(new Attempt.Unanswered<>(new IllegalStateException("what?"), true, false));
      case HANGS -> {
        // Not even that.
      }
    }
  }

  private void answer(FakeNet.SentBatch batch, Mood mood) {
    if (batch.entries().stream().anyMatch(entry -> entry.conversation().equals(defect))) {
      batch.fail(true, true);
      return;
    }
    switch (mood) {
      case SERVES -> {
        batch.answer(lastSeq + 1, null);
        lastSeq += batch.entries().size();
      }
      case REFUSES ->
          batch.refuse(SeqsvrException.retryable(ErrorReason.NOT_OWNER, "not here", HINT), null);
      case LOADS ->
          batch.refuse(
              SeqsvrException.retryable(ErrorReason.SECTION_MOVING, "loading", HINT), null);
      case DEAD -> batch.fail(false, true);
      case MUMBLES -> batch.fail(true, false);
      case HANGS -> {
        // Not even that.
      }
    }
  }
}
