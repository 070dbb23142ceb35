package io.seqsvr.store.core;

import java.util.List;

/** The double keeps the contract too, so that what is tested on it means something. */
final class InMemorySectionStorageTest extends LeaseStorageContract {
  private final InMemorySectionStorage storage = new InMemorySectionStorage(SECTIONS);

  @Override
  protected SectionStorage storage() {
    return storage;
  }

  @Override
  protected void put(SectionRow row) {
    storage.put(row);
  }

  @Override
  protected void put(LeaseRow row) {
    storage.put(row);
  }

  @Override
  protected void put(HotCounter counter) {
    storage.put(counter);
  }

  @Override
  protected List<Long> stored(int sectionId) {
    return storage.counters().stream()
        .filter(counter -> counter.sectionId() == sectionId)
        .map(HotCounter::maxSeq)
        .toList();
  }
}
