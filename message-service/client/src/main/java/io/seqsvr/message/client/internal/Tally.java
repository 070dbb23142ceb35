package io.seqsvr.message.client.internal;

import java.util.concurrent.atomic.LongAdder;

/** What has happened so far. Thread-safe; each figure by itself is exact once things are quiet. */
public final class Tally {
  final LongAdder connections = new LongAdder();
  final LongAdder sendAttempts = new LongAdder();
  final LongAdder shown = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder redeliveries = new LongAdder();
  final LongAdder pulls = new LongAdder();

  /** Connections that were welcomed. */
  public long connections() {
    return connections.sum();
  }

  /** Send frames, repeats included. */
  public long sendAttempts() {
    return sendAttempts.sum();
  }

  /** Messages shown. */
  public long shown() {
    return shown.sum();
  }

  /** Messages that came and had been taken already. */
  public long dropped() {
    return dropped.sum();
  }

  /** Messages in pushes marked as redelivery. */
  public long redeliveries() {
    return redeliveries.sum();
  }

  /** Pages asked for. */
  public long pulls() {
    return pulls.sum();
  }
}
