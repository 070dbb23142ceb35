package io.seqsvr.cli.demo.chat;

import io.seqsvr.api.time.MonotonicClock;
import io.seqsvr.cli.demo.stage.RunProgress;
import io.seqsvr.history.HistoryWriter;
import java.util.Map;

/**
 * What all parts of a run write to; every part of it is thread-safe.
 *
 * @param conversations id of each place
 * @param starts when each message was handed over, by number
 */
record Board(
    Map<Place, String> conversations,
    HistoryWriter history,
    Ledger ledger,
    Tally tally,
    Meter meter,
    SendStarts starts,
    RunProgress progress,
    MonotonicClock clock) {

  /** The id of a place. */
  String conversation(Place place) {
    String id = conversations.get(place);
    if (id == null) {
      throw new IllegalStateException("no conversation for " + place);
    }
    return id;
  }
}
