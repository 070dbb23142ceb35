package io.seqsvr.cli.demo.seqs;

import io.seqsvr.cli.trace.Replay;

/**
 * What every message of a replay got, and when: three longs a message, so that everything else can
 * be computed when the run is over, from what really happened.
 *
 * <p>Each message is written once, by the one caller that serves it. Safe to read after those
 * threads are joined.
 */
final class CallLog {
  private final Replay replay;
  private final long[] startNanos;
  private final long[] endNanos;
  private final long[] seqs;

  CallLog(Replay replay) {
    this.replay = replay;
    this.startNanos = new long[replay.messages()];
    this.endNanos = new long[replay.messages()];
    this.seqs = new long[replay.messages()];
  }

  /**
   * Notes that a message got its seq.
   *
   * @param start when its first call began
   * @param end when its last call had the seq
   */
  void served(int message, long start, long end, long seq) {
    startNanos[message] = start;
    endNanos[message] = end;
    seqs[message] = seq;
  }

  /** Number of messages, served or not. */
  int size() {
    return seqs.length;
  }

  /** How often the trace was begun. */
  int passes() {
    return replay.passes();
  }

  boolean isServed(int message) {
    return seqs[message] > 0;
  }

  String conversation(int message) {
    return replay.conversation(message);
  }

  long startNanos(int message) {
    return startNanos[message];
  }

  long endNanos(int message) {
    return endNanos[message];
  }

  long seq(int message) {
    return seqs[message];
  }
}
