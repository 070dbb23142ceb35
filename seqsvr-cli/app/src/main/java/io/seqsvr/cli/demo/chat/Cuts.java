package io.seqsvr.cli.demo.chat;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.history.HistoryWriter;
import java.util.List;
import java.util.Map;

/** Breaks the connection of one device after the other, now and then. Confined to one thread. */
final class Cuts {
  /** One cut for so many messages. */
  static final int EVERY = 100;

  private final List<String> users;
  private final ChatGateway gateway;
  private final HistoryWriter history;
  private final MonotonicClock clock;
  private int next;

  Cuts(List<String> users, ChatGateway gateway, HistoryWriter history, MonotonicClock clock) {
    this.users = List.copyOf(users);
    this.gateway = gateway;
    this.history = history;
    this.clock = clock;
  }

  /** A message is about to be sent. */
  void onMessage(int message) {
    if (message % EVERY == EVERY - 1) {
      cutNext();
    }
  }

  /** The next device that has a connection; none if no device has. */
  private void cutNext() {
    for (int tries = 0; tries < users.size(); tries++) {
      String user = users.get(next++ % users.size());
      if (gateway.cut(user)) {
        history.writeFault(
            Map.of("what", "connection cut", "target", user, "t_ns", clock.nanoTime()));
        return;
      }
    }
  }
}
