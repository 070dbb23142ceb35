package io.seqsvr.message.server.lane;

import io.seqsvr.message.server.core.LogListener;
import io.seqsvr.message.server.core.StoredMessage;
import io.seqsvr.message.server.core.Visibility;
import java.util.List;

/** Does what listeners must not. */
final class ThrowingListener implements LogListener {
  @Override
  public void onMessages(String conversation, long epoch, List<StoredMessage> messages) {
    throw new IllegalStateException("the test says so");
  }

  @Override
  public void onJoined(List<String> users, Visibility visibility) {
    throw new IllegalStateException("the test says so");
  }

  @Override
  public void onLeft(List<String> users, Visibility visibility) {
    throw new IllegalStateException("the test says so");
  }
}
