package io.seqsvr.message.client.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seqsvr.message.client.internal.Dialer;
import io.seqsvr.message.client.internal.Draft;
import io.seqsvr.message.client.internal.Engine;
import io.seqsvr.message.client.internal.Message;
import io.seqsvr.message.client.internal.Observer;
import io.seqsvr.message.client.internal.Outcome;
import io.seqsvr.message.client.internal.Position;
import io.seqsvr.message.client.internal.PositionStore;
import io.seqsvr.message.client.internal.ReadPosition;
import io.seqsvr.message.client.internal.SendStore;
import io.seqsvr.message.client.internal.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A client in a {@link World}, its application and its disk. Confined to one thread. */
final class Device implements Observer, PositionStore, SendStore {
  /** Survives a restart. */
  static final class Disk {
    final Map<String, Position> positions = new HashMap<>();
    final Map<String, Engine.Unfinished> outbox = new LinkedHashMap<>();
    final List<Message> shown = new ArrayList<>();
  }

  final Disk disk;
  final Engine engine;
  final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  final List<String> events = new ArrayList<>();
  final List<Message> transients = new ArrayList<>();
  final List<ReadPosition> reads = new ArrayList<>();
  private Consumer<Message> onMessage = message -> {};

  /** Time between a message's turn and its show. */
  Duration showDelay = Duration.ZERO;

  Device(World world, String user, Dialer dialer, Disk disk, boolean beginWithNext, Tuning tuning) {
    this.disk = disk;
    this.engine =
        new Engine(
            user,
            "phone",
            beginWithNext,
            Duration.ofSeconds(30).toNanos(),
            tuning,
            new Engine.Ports(
                dialer,
                world.time,
                world.time,
                bound -> world.random.nextLong(bound),
                task -> {
                  var unused = world.time.schedule(task, showDelay.toNanos());
                },
                world.time::execute,
                this,
                this,
                this));
    engine.start(List.copyOf(disk.outbox.values()));
  }

  void send(String conversation, String id) {
    Draft draft = new Draft(id, id.getBytes(UTF_8), false, true, true);
    engine.send(conversation, draft, outcome -> outcomes.put(id, outcome));
  }

  void sendTransient(String conversation, String id) {
    Draft draft = new Draft(id, id.getBytes(UTF_8), false, false, false);
    engine.send(conversation, draft, outcome -> outcomes.put(id, outcome));
  }

  void onEachMessage(Consumer<Message> action) {
    this.onMessage = action;
  }

  List<Long> seqs(String conversation) {
    return disk.shown.stream()
        .filter(message -> message.conversation().equals(conversation))
        .map(Message::seq)
        .toList();
  }

  @Override
  public void onMessage(Message message) {
    disk.shown.add(message);
    onMessage.accept(message);
  }

  @Override
  public void onTransient(Message message) {
    transients.add(message);
  }

  @Override
  public void onReset(String conversation) {
    events.add("reset " + conversation);
    disk.shown.removeIf(message -> message.conversation().equals(conversation));
  }

  @Override
  public void onRead(ReadPosition state) {
    reads.add(state);
  }

  @Override
  public void onConnected(boolean connected) {
    events.add(connected ? "up" : "down");
  }

  @Override
  public void onStopped(String reason) {
    events.add("stopped " + reason);
  }

  @Override
  public Map<String, Position> load() {
    return Map.copyOf(disk.positions);
  }

  @Override
  public void save(String conversation, Position position) {
    disk.positions.put(conversation, position);
  }

  @Override
  public void forget(String conversation) {
    disk.positions.remove(conversation);
  }

  @Override
  public void add(String conversation, Draft draft) {
    disk.outbox.put(
        conversation + "\n" + draft.clientMsgId(), new Engine.Unfinished(conversation, draft));
  }

  @Override
  public void remove(String conversation, String clientMsgId) {
    disk.outbox.remove(conversation + "\n" + clientMsgId);
  }
}
