package io.seqsvr.message.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Cursors in memory. Thread-safe. */
final class InMemoryCursorStore implements CursorStore {
  private final Map<String, Cursor> cursors = new ConcurrentHashMap<>();

  @Override
  public Map<String, Cursor> load() {
    return Map.copyOf(cursors);
  }

  @Override
  public void save(String conversation, Cursor cursor) {
    cursors.put(conversation, cursor);
  }

  @Override
  public void forget(String conversation) {
    cursors.remove(conversation);
  }
}
