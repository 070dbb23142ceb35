package io.seqsvr.message.server.testing;

import io.seqsvr.message.server.core.LogListener;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. Thread-safe. */
public final class RecordingListener implements LogListener {
  /** A change of members. */
  public record Change(boolean joined, List<String> users, Visibility visibility) {}

  private final List<StoredMessage> messages = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  /** Messages of a conversation in the order told. */
  public synchronized List<StoredMessage> messages(String conversation) {
    return messages.stream().filter(m -> m.conversation().equals(conversation)).toList();
  }

  /** All changes of members in the order told. */
  public synchronized List<Change> changes() {
    return List.copyOf(changes);
  }

  @Override
  public synchronized void onMessages(String conversation, long epoch, List<StoredMessage> added) {
    messages.addAll(added);
  }

  @Override
  public synchronized void onJoined(List<String> users, Visibility visibility) {
    changes.add(new Change(true, users, visibility));
  }

  @Override
  public synchronized void onLeft(List<String> users, Visibility visibility) {
    changes.add(new Change(false, users, visibility));
  }
}
