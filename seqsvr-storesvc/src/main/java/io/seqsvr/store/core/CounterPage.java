package io.seqsvr.store.core;

import java.util.List;

/**
 * Hot counters that were read, in the order of section ids, then of hashes as signed numbers; only
 * those above their section's base.
 *
 * @param more whether there may be more after the last one
 * @param refused sections whose row has not the epoch named
 */
public record CounterPage(
    List<HotCounter> counters, boolean more, List<CounterQuery.Refused> refused) {
  public CounterPage {
    counters = List.copyOf(counters);
    refused = List.copyOf(refused);
  }

  /**
   * The page of what was found.
   *
   * @param found in order; one more than the query's limit if there are more
   */
  public static CounterPage of(
      CounterQuery query, List<HotCounter> found, List<CounterQuery.Refused> refused) {
    boolean more = found.size() > query.limit();
    return new CounterPage(more ? found.subList(0, query.limit()) : found, more, refused);
  }
}
