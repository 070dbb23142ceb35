package io.seqsvr.simulation;

import io.seqsvr.history.NextCall;
import io.seqsvr.history.Outcome;

/** A call as its caller saw it, for the history. */
record CallRecord(
    Conversation to,
    long count,
    long startNanos,
    long endNanos,
    Outcome outcome,
    long first,
    String client,
    String node) {

  NextCall toHistory() {
    return new NextCall(to.name, count, startNanos, endNanos, outcome, first, client, node);
  }
}
