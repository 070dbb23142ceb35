package io.seqsvr.store.core;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Rows in memory, as durable as the test. Thread-safe: {@code this} is the lock of all rows. */
public final class InMemorySectionStorage implements SectionStorage {
  private final NavigableMap<Integer, SectionRow> rows = new TreeMap<>();

  public InMemorySectionStorage(int sectionCount) {
    for (int id = 0; id < sectionCount; id++) {
      rows.put(id, SectionRow.unused(id));
    }
  }

  /** Sets a row, allowed or not. */
  public synchronized void put(SectionRow row) {
    rows.put(row.sectionId(), row);
  }

  @Override
  public synchronized List<Decision> apply(List<? extends SectionChange> changes) {
    List<Decision> decisions = new ArrayList<>();
    for (SectionChange change : changes) {
      Decision decision = change.decide(requireNonNull(rows.get(change.sectionId())));
      rows.put(change.sectionId(), decision.row());
      decisions.add(decision);
    }
    return decisions;
  }

  @Override
  public synchronized List<SectionRow> read(int firstSection, int lastSection) {
    return List.copyOf(rows.subMap(firstSection, true, lastSection, true).values());
  }
}
