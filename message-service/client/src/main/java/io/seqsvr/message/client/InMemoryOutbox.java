package io.seqsvr.message.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unfinished messages in memory, in the order of their sends. Guarded by {@code this}. */
final class InMemoryOutbox implements Outbox {
  private record Key(String conversation, String clientMsgId) {}

  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  @Override
  public synchronized List<Entry> load() {
    return new ArrayList<>(entries.values());
  }

  @Override
  public synchronized void add(Entry entry) {
    entries.put(new Key(entry.conversation(), entry.message().clientMsgId()), entry);
  }

  @Override
  public synchronized void remove(String conversation, String clientMsgId) {
    entries.remove(new Key(conversation, clientMsgId));
  }
}
