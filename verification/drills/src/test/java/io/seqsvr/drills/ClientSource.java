package io.seqsvr.drills;

import io.seqsvr.client.Routes;
import io.seqsvr.client.SeqClient;
import java.time.Duration;

/** Seqs through the client SDK, which finds the owner by itself and repeats what it may. */
record ClientSource(SeqClient client, String node) implements SeqSource {
  /** A client of some nodes. */
  static ClientSource of(Duration timeout, String... addresses) {
    return new ClientSource(
        SeqClient.builder(addresses).timeout(timeout).build(), String.join(",", addresses));
  }

  @Override
  public long next(String conversation, int count) {
    return client.next("", conversation, count).first();
  }

  /** The routing table, as one node tells it. */
  Routes routes() {
    return client.routes();
  }

  @Override
  public void close() {
    client.close();
  }
}
