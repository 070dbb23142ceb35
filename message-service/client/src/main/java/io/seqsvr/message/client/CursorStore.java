package io.seqsvr.message.client;

import java.util.Map;

/**
 * Keeps where a device stands. An implementation on disk stores what was shown and the cursor
 * together, so that a crash between the two shows nothing twice and skips nothing.
 *
 * <p>A message is shown first, and its cursor is saved when the listener has returned; a crash
 * between the two shows that one message again. A listener that stores the cursor itself, in one
 * transaction with the message, and a {@code save} that does nothing, know no such moment.
 *
 * <p>{@link #load} is called once, before the first connection; the others by one thread at a time
 * for each conversation, in the order of the seqs.
 */
public interface CursorStore {
  /** All cursors, by conversation. */
  Map<String, Cursor> load();

  /** Everything up to the cursor has been shown. */
  void save(String conversation, Cursor cursor);

  /** The log was replaced: the conversation begins anew. */
  void forget(String conversation);

  /** Cursors in memory, for as long as the object lives; a client that follows may use it again. */
  static CursorStore inMemory() {
    return new InMemoryCursorStore();
  }
}
