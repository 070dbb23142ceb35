package io.seqsvr.message.client.internal;

import java.util.Map;

/** Where the device stands. May block and throw. */
public interface PositionStore {
  /** All of it; once, before the first connection. */
  Map<String, Position> load();

  /** Everything up to there was shown. */
  void save(String conversation, Position position);

  /** The conversation begins anew. */
  void forget(String conversation);
}
