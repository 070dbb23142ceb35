package io.seqsvr.message.client.internal;

import io.seqsvr.api.time.MonotonicClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All conversations of the device, each by itself. Confined to the loop, but for {@link #shown},
 * which anybody may ask.
 */
final class Deliveries {
  private final Loop loop;
  private final Observer observer;
  private final PositionStore positions;
  private final Executor pool;
  private final Delivery.Shared shared;
  private final Budget budget;
  private final Map<String, Delivery> byConversation = new HashMap<>();
  private final Map<String, Display> displays = new ConcurrentHashMap<>();

  Deliveries(
      Loop loop,
      MonotonicClock clock,
      Uplink uplink,
      Tuning tuning,
      Backoff backoff,
      Tally tally,
      Observer observer,
      PositionStore positions,
      Executor pool) {
    this.loop = loop;
    this.observer = observer;
    this.positions = positions;
    this.pool = pool;
    this.shared =
        new Delivery.Shared(loop, clock, uplink, tuning, backoff, tally, new Delivery.Pulls());
    this.budget = new Budget(tuning.totalMessages(), tuning.totalBytes());
  }

  /** What the store knows; before the first connection. */
  void load(Map<String, Position> stored) {
    stored.forEach(this::add);
  }

  /** The conversation begins here unless it has a position. */
  void beginAt(String conversation, Position position) {
    if (!byConversation.containsKey(conversation)) {
      add(conversation, position);
      positions.save(conversation, position);
    }
  }

  /** Everything up to here was shown. */
  long shown(String conversation) {
    Display display = displays.get(conversation);
    return display == null ? 0 : display.shown();
  }

  /** Where the device stands, for the hello. */
  List<Map.Entry<String, Position>> cursors() {
    List<Map.Entry<String, Position>> cursors = new ArrayList<>();
    byConversation.forEach(
        (conversation, delivery) -> {
          Position position = delivery.position();
          if (position.seq() > 0 || position.epoch() > 0) {
            cursors.add(Map.entry(conversation, position));
          }
        });
    return cursors;
  }

  void onConnected() {
    byConversation.values().forEach(Delivery::onConnected);
  }

  void onDisconnected() {
    byConversation.values().forEach(Delivery::onDisconnected);
  }

  void onPush(ServerFrame.Push push) {
    of(push.conversation()).onPush(push);
  }

  void onHead(Head head) {
    of(head.conversation()).onHead(head);
  }

  void onReset(ServerFrame.Reset reset) {
    of(reset.conversation()).onReset(reset);
  }

  void onRead(ReadPosition state) {
    of(state.conversation()).onRead(state);
  }

  void onPage(ServerFrame.PageAnswer answer) {
    Delivery delivery = shared.pulls().of(answer.requestId());
    if (delivery != null) {
      delivery.onPage(answer.page());
    }
  }

  void onPageRefusal(ServerFrame.PageRefusal answer) {
    Delivery delivery = shared.pulls().of(answer.requestId());
    if (delivery != null) {
      delivery.onPullRefused(answer.refusal());
    }
  }

  void close() {
    displays.values().forEach(Display::close);
  }

  private Delivery of(String conversation) {
    @Nullable Delivery known = byConversation.get(conversation);
    return known != null ? known : add(conversation, new Position(0, 0));
  }

  private Delivery add(String conversation, Position position) {
    Display display =
        new Display(
            conversation,
            position.seq(),
            observer,
            positions,
            pool,
            shared.tally(),
            () -> loop.execute(() -> onProgress(conversation)));
    Delivery delivery = new Delivery(conversation, position, shared, display, budget);
    byConversation.put(conversation, delivery);
    displays.put(conversation, display);
    return delivery;
  }

  private void onProgress(String conversation) {
    of(conversation).onProgress();
  }
}
