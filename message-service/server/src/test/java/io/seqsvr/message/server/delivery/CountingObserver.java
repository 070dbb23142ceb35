package io.seqsvr.message.server.delivery;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what delivery does. Not thread-safe. */
final class CountingObserver implements DeliveryObserver {
  int redelivered;
  int laggingBegan;
  int laggingEnded;
  int recentHits;
  int recentMisses;
  int sessions;
  final Map<Drop, Integer> drops = new EnumMap<>(Drop.class);
  final List<RuntimeException> defects = new ArrayList<>();

  @Override
  public void sessionOpened() {
    sessions++;
  }

  @Override
  public void sessionClosed() {
    sessions--;
  }

  @Override
  public void redelivered(int messages) {
    redelivered += messages;
  }

  @Override
  public void laggingBegan() {
    laggingBegan++;
  }

  @Override
  public void laggingEnded() {
    laggingEnded++;
  }

  @Override
  public void recentMessages(boolean hit) {
    if (hit) {
      recentHits++;
    } else {
      recentMisses++;
    }
  }

  @Override
  public void droppedTransient(Drop reason) {
    drops.merge(reason, 1, Integer::sum);
  }

  @Override
  public void failed(RuntimeException defect) {
    defects.add(defect);
  }
}
