package io.seqsvr.bench.delivery;

import io.seqsvr.message.client.Incoming;
import io.seqsvr.message.client.MessageListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * What one device shows: ascending seqs in every conversation, so nothing twice. Thread-safe, as
 * conversations come on different threads.
 */
final class Device implements MessageListener {
  private final Shows shows;
  private final CountDownLatch connected;
  private final Map<String, Long> lastSeqs = new ConcurrentHashMap<>();

  /**
   * A device that has shown nothing.
   *
   * @param connected counted down once, at its first connection
   */
  Device(Shows shows, CountDownLatch connected) {
    this.shows = shows;
    this.connected = connected;
  }

  @Override
  public void onMessage(Incoming message) {
    Long before = lastSeqs.put(message.conversation(), message.seq());
    if (before != null && before >= message.seq()) {
      shows.fail(
          "shown out of order in %s: %d after %d"
              .formatted(message.conversation(), message.seq(), before));
    }
    shows.shown(message.body());
  }

  @Override
  public void onReset(String conversation) {
    shows.fail("reset: " + conversation);
  }

  @Override
  public void onConnected(boolean now) {
    if (now) {
      connected.countDown();
    }
  }

  @Override
  public void onStopped(String reason) {
    shows.fail("a device has stopped: " + reason);
  }
}
